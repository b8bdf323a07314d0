package io.mqttspec.server.entity;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlColumn;
import io.mqttspec.server.database.SqlTable;
import io.mqttspec.server.entity.FoundRelations.Found;
import io.mqttspec.server.entity.Relation.Junction;
import io.mqttspec.server.entity.Relation.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relations between entities: those that annotations tell, and those that foreign keys tell and
 * no annotation has named already. Used at start only.
 */
public final class RelationReader {

  private static final Logger log = LoggerFactory.getLogger(RelationReader.class);

  private final Connection connection;
  private final Dialect dialect;
  private final TableReader tables;
  private final String defaultSchema;

  public RelationReader(
      Connection connection, Dialect dialect, TableReader tables, String defaultSchema) {
    this.connection = connection;
    this.dialect = dialect;
    this.tables = tables;
    this.defaultSchema = defaultSchema;
  }

  /**
   * Finds all relations, each entity's in the order of their names.
   *
   * @param entities every entity, with the class that stands for it where there is one
   * @throws ConfigurationException for an annotation that can't be
   */
  public List<Relation> read(Map<Entity, Optional<EntityClass>> entities) throws SQLException {
    List<Found> found =
        FoundRelations.of(connection, dialect, tables, List.copyOf(entities.keySet()));
    List<Relation> relations = new ArrayList<>();
    for (Map.Entry<Entity, Optional<EntityClass>> entry : entities.entrySet()) {
      Entity entity = entry.getKey();
      List<Relation> own = new ArrayList<>();
      for (DeclaredRelation declared :
          entry.getValue().map(EntityClass::relations).orElse(List.of())) {
        own.add(declared(entity, declared, own, entities.keySet()));
      }
      addFound(entity, found, own);
      own.sort(Comparator.comparing(Relation::name));
      relations.addAll(own);
    }
    return relations;
  }

  // What foreign keys tell

  private static void addFound(Entity entity, List<Found> all, List<Relation> own) {
    List<Found> open = new ArrayList<>();
    for (Found found : all) {
      if (found.source() == entity && own.stream().noneMatch(known -> isSame(known, found))) {
        open.add(found);
      }
    }
    open.removeIf(RelationReader::hasOtherTypes);
    Set<String> taken = new HashSet<>();
    entity.columns().forEach(column -> taken.add(column.name()));
    own.forEach(relation -> taken.add(relation.name()));
    for (int length = 0; !open.isEmpty(); length++) {
      open = addThoseAlone(entity, open, length, taken, own);
    }
  }

  /** Names those that alone want a name that is free, and gives back the others. */
  private static List<Found> addThoseAlone(
      Entity entity, List<Found> open, int length, Set<String> taken, List<Relation> own) {
    Map<String, List<Found>> wanting = new LinkedHashMap<>();
    for (Found found : open) {
      if (length == found.names().size()) {
        log.warn(
            "A foreign key between {} and {} makes no relation: all names for it, {}, mean"
                + " something else; name it by an annotation",
            entity,
            found.target(),
            found.names());
      } else {
        wanting.computeIfAbsent(found.names().get(length), name -> new ArrayList<>()).add(found);
      }
    }
    List<Found> others = new ArrayList<>();
    for (Map.Entry<String, List<Found>> wanted : wanting.entrySet()) {
      String name = wanted.getKey();
      if (wanted.getValue().size() > 1 || taken.contains(name) || name.indexOf('.') >= 0) {
        others.addAll(wanted.getValue());
        continue;
      }
      Relation relation = wanted.getValue().get(0).named(name);
      own.add(relation);
      log.debug("{}", relation);
      if (length > 0) {
        log.info("{} has this name since shorter ones mean something else", relation);
      }
    }
    taken.addAll(wanting.keySet());
    return others;
  }

  private static boolean isSame(Relation known, Found found) {
    return known.target() == found.target()
        && known.columns().equals(found.columns())
        && known.targetColumns().equals(found.targetColumns())
        && known.junction().equals(found.junction());
  }

  private static boolean hasOtherTypes(Found found) {
    boolean other = !comparable(found.named(""));
    if (other) {
      log.warn(
          "A foreign key between {} and {} makes no relation: the types of its columns differ",
          found.source(),
          found.target());
    }
    return other;
  }

  // What annotations tell

  private Relation declared(
      Entity entity, DeclaredRelation declared, List<Relation> others, Set<Entity> entities)
      throws SQLException {
    String place = "@" + annotation(declared.kind()) + " to " + declared.target() + " in " + entity;
    EntityName targetName = EntityName.parse(declared.target(), defaultSchema);
    Entity target =
        entities.stream()
            .filter(other -> other.name().equals(targetName))
            .findFirst()
            .orElseThrow(
                () -> new ConfigurationException(place + ": no entity has this name; register it"));
    Optional<Junction> junction = Optional.empty();
    if (declared.through().isPresent()) {
      junction = Optional.of(junction(entity, declared.through().get(), place));
    }
    Relation relation =
        new Relation(
            name(declared, target),
            declared.kind(),
            entity,
            columns(entity, declared.columns(), place),
            target,
            columns(target, declared.targetColumns(), place),
            junction);
    refuseUnlike(relation, place);
    refuseName(relation, others, place);
    return relation;
  }

  private static String annotation(Kind kind) {
    return switch (kind) {
      case BELONGS_TO -> "BelongsTo";
      case HAS_ONE -> "HasOne";
      case HAS_MANY -> "HasMany";
      case MANY_TO_MANY -> "ManyToMany";
    };
  }

  private static String name(DeclaredRelation declared, Entity target) {
    if (!declared.name().isEmpty()) {
      return declared.name();
    }
    if (declared.kind() == Kind.BELONGS_TO && declared.columns().size() == 1) {
      String column = declared.columns().get(0);
      String name = FoundRelations.withoutId(column);
      if (!name.equals(column)) {
        return name;
      }
    }
    return target.name().entity();
  }

  private Junction junction(Entity entity, DeclaredRelation.Through through, String place)
      throws SQLException {
    SqlTable table = tables.find(EntityName.parse(through.table(), entity.name().schema()));
    List<SqlColumn> all = dialect.columns(connection, table);
    return new Junction(
        Optional.ofNullable(table.schema()),
        table.name(),
        sqlColumns(all, through.columns(), table, place),
        sqlColumns(all, through.targetColumns(), table, place));
  }

  private List<SqlColumn> sqlColumns(
      List<SqlColumn> all, List<String> names, SqlTable table, String place) {
    List<SqlColumn> columns = new ArrayList<>(names.size());
    for (String name : names) {
      columns.add(
          all.stream()
              .filter(c -> c.name().equals(name) || tables.wireName(c.name()).equals(name))
              .findFirst()
              .orElseThrow(() -> noColumn(place, table.name(), name)));
    }
    return columns;
  }

  /** The columns with these names, or the key where there are none. */
  private static List<Integer> columns(Entity entity, List<String> names, String place) {
    List<Integer> columns = new ArrayList<>();
    for (String name : names) {
      int column = entity.rowType().indexOf(name);
      if (column < 0) {
        throw noColumn(place, entity.toString(), name);
      }
      columns.add(column);
    }
    if (names.isEmpty()) {
      for (int part = 0; part < entity.keySize(); part++) {
        columns.add(entity.keyColumn(part));
      }
    }
    if (columns.isEmpty()) {
      throw new ConfigurationException(
          place + ": " + entity + " has no primary key; name the columns");
    }
    return columns;
  }

  private static ConfigurationException noColumn(String place, String owner, String name) {
    return new ConfigurationException(place + ": " + owner + " has no column " + name);
  }

  private static void refuseUnlike(Relation relation, String place) {
    int columns = relation.columns().size();
    Optional<Junction> junction = relation.junction();
    boolean sameNumber =
        junction.isEmpty()
            ? relation.targetColumns().size() == columns
            : junction.get().sourceColumns().size() == columns
                && junction.get().targetColumns().size() == relation.targetColumns().size();
    if (!sameNumber) {
      throw new ConfigurationException(
          place + ": there are not as many columns on one side as on the other");
    }
    if (!comparable(relation)) {
      throw new ConfigurationException(
          place + ": the columns that must be equal have types that can't be compared");
    }
  }

  private static void refuseName(Relation relation, List<Relation> others, String place) {
    String name = relation.name();
    if (name.isBlank() || name.indexOf('.') >= 0) {
      throw new ConfigurationException(
          place + ": '" + name + "' is no name for a relation; it must have no dot");
    }
    if (relation.source().rowType().indexOf(name) >= 0) {
      throw new ConfigurationException(
          place + ": " + name + " is a column already; give the relation another name");
    }
    if (others.stream().anyMatch(other -> other.name().equals(name))) {
      throw new ConfigurationException(
          place + ": another relation is named " + name + "; give one of them another name");
    }
  }

  // Types

  /** Whether the values of both sides can be the same ones. */
  private static boolean comparable(Relation relation) {
    List<ColumnType> source = types(relation.source(), relation.columns());
    List<ColumnType> target = types(relation.target(), relation.targetColumns());
    if (relation.junction().isEmpty()) {
      return comparable(source, target);
    }
    Junction junction = relation.junction().get();
    return comparable(source, junction.sourceColumns().stream().map(SqlColumn::type).toList())
        && comparable(target, junction.targetColumns().stream().map(SqlColumn::type).toList());
  }

  private static List<ColumnType> types(Entity entity, List<Integer> columns) {
    return columns.stream().map(column -> entity.columns().get(column).type()).toList();
  }

  private static boolean comparable(List<ColumnType> some, List<ColumnType> others) {
    for (int i = 0; i < some.size(); i++) {
      String family = family(some.get(i));
      if (family.isEmpty() || !family.equals(family(others.get(i)))) {
        return false;
      }
    }
    return some.size() == others.size();
  }

  /** Types of one family have values in common; empty for one by which rows can't be named. */
  private static String family(ColumnType type) {
    return switch (type.kind()) {
      case INTEGER, DECIMAL -> "number";
      case TEXT, CHAR, ENUM -> "text";
      case BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID, BINARY -> type.kind().name();
      case FLOAT, JSON, ARRAY, OTHER -> "";
    };
  }
}
