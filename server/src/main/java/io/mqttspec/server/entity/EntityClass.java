package io.mqttspec.server.entity;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.entity.Relation.Kind;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a registered record or class says of its table: the column of each component or field, the
 * key, and the table's name.
 */
public final class EntityClass {

  /** Reads one attribute of an object. */
  private interface Accessor {
    @Nullable Object get(Object row) throws ReflectiveOperationException;
  }

  private record Attribute(Class<?> type, Accessor accessor) {}

  private final Class<?> type;
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final List<String> keyColumns = new ArrayList<>();
  private final List<DeclaredRelation> relations = new ArrayList<>();

  private EntityClass(Class<?> type) {
    this.type = type;
  }

  /**
   * Looks at {@code type}.
   *
   * @throws ConfigurationException when it has no attribute, or two of one column
   */
  public static EntityClass of(Class<?> type) {
    EntityClass result = new EntityClass(type);
    result.relations.addAll(relations(type));
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        component.getAccessor().setAccessible(true);
        result.add(
            component, component.getName(), component.getType(), component.getAccessor()::invoke);
      }
    } else {
      for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())
              && !Modifier.isTransient(field.getModifiers())) {
            field.setAccessible(true);
            result.add(field, field.getName(), field.getType(), field::get);
          }
        }
      }
    }
    if (result.attributes.isEmpty()) {
      throw new ConfigurationException(type.getName() + " has no component or field to serve");
    }
    return result;
  }

  private void add(AnnotatedElement element, String name, Class<?> valueType, Accessor accessor) {
    if (element.isAnnotationPresent(Hidden.class)) {
      return;
    }
    List<DeclaredRelation> declared = relations(element);
    if (declared.stream().anyMatch(relation -> relation.kind() != Kind.BELONGS_TO)) {
      // It stands for rows of another table, not for a column.
      declared.forEach(relation -> relations.add(relation.named(snakeCase(name))));
      return;
    }
    Column column = element.getAnnotation(Column.class);
    String columnName = column == null ? snakeCase(name) : column.value();
    for (DeclaredRelation relation : declared) {
      if (!relation.columns().isEmpty()) {
        throw new ConfigurationException(
            type.getName()
                + " names columns in @BelongsTo of the attribute "
                + name
                + ", which is the column; put it on the class instead");
      }
      relations.add(relation.on(columnName));
    }
    if (attributes.put(columnName, new Attribute(valueType, accessor)) != null) {
      throw new ConfigurationException(
          type.getName() + " has two attributes for the column " + columnName);
    }
    if (element.isAnnotationPresent(Key.class)) {
      keyColumns.add(columnName);
    }
  }

  private static List<DeclaredRelation> relations(AnnotatedElement element) {
    List<DeclaredRelation> declared = new ArrayList<>();
    for (BelongsTo relation : element.getAnnotationsByType(BelongsTo.class)) {
      declared.add(DeclaredRelation.of(relation));
    }
    for (HasOne relation : element.getAnnotationsByType(HasOne.class)) {
      declared.add(DeclaredRelation.of(relation));
    }
    for (HasMany relation : element.getAnnotationsByType(HasMany.class)) {
      declared.add(DeclaredRelation.of(relation));
    }
    for (ManyToMany relation : element.getAnnotationsByType(ManyToMany.class)) {
      declared.add(DeclaredRelation.of(relation));
    }
    return declared;
  }

  /** {@code createdAt} to {@code created_at}. */
  static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean startsWord =
          Character.isUpperCase(c)
              && i > 0
              && (!Character.isUpperCase(name.charAt(i - 1))
                  || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1))));
      if (startsWord) {
        snake.append('_');
      }
      snake.append(c);
    }
    return snake.toString().toLowerCase(Locale.ROOT);
  }

  /** Table named by {@link Table}. */
  public Optional<String> table() {
    return Optional.ofNullable(type.getAnnotation(Table.class)).map(Table::value);
  }

  /** Names of the columns, in the order of the attributes. */
  public List<String> columns() {
    return List.copyOf(attributes.keySet());
  }

  /** Columns marked with {@link Key}, empty where the table's own key holds. */
  public List<String> keyColumns() {
    return List.copyOf(keyColumns);
  }

  /** Relations that annotations tell, in the order of the attributes, those of the class first. */
  List<DeclaredRelation> relations() {
    return relations;
  }

  /** Java type of the attribute of a column. */
  Class<?> typeOf(String column) {
    return attribute(column).type();
  }

  private Attribute attribute(String column) {
    Attribute attribute = attributes.get(column);
    if (attribute == null) {
      throw new IllegalArgumentException(type.getName() + " has no attribute for " + column);
    }
    return attribute;
  }

  /** Whether {@code object} is one of this class's. */
  public boolean isInstance(Object object) {
    return type.isInstance(object);
  }

  /** Value of the attribute of a column. */
  public @Nullable Object valueOf(Object row, EntityColumn column) {
    String name = attributes.containsKey(column.name()) ? column.name() : column.sql().name();
    try {
      return attribute(name).accessor().get(row);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type.getName() + " failed to give " + name, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " failed to give " + name, e);
    }
  }

  @Override
  public String toString() {
    return type.getName();
  }
}
