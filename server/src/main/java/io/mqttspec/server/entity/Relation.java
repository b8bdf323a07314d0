package io.mqttspec.server.entity;

import io.mqttspec.server.database.SqlColumn;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of one entity lead to rows of another: where the values of some columns are those of
 * columns there. Values that have a NULL among them lead nowhere.
 *
 * @param name name in messages, none of a column of the source
 * @param columns indexes of the source's columns
 * @param targetColumns indexes of the target's columns, one for each of {@code columns}
 * @param junction the table between the two, for {@link Kind#MANY_TO_MANY} only
 */
public record Relation(
    String name,
    Kind kind,
    Entity source,
    List<Integer> columns,
    Entity target,
    List<Integer> targetColumns,
    Optional<Junction> junction) {

  public Relation {
    columns = List.copyOf(columns);
    targetColumns = List.copyOf(targetColumns);
  }

  /** Which side refers to which, and how many rows there are. */
  public enum Kind {
    /** The source refers to one row. */
    BELONGS_TO("belongs_to", false),
    /** One row refers to the source. */
    HAS_ONE("has_one", false),
    /** Any number of rows refer to the source. */
    HAS_MANY("has_many", true),
    /** Rows of a junction table refer to both. */
    MANY_TO_MANY("many_to_many", true);

    private final String wireName;
    private final boolean many;

    Kind(String wireName, boolean many) {
      this.wireName = wireName;
      this.many = many;
    }

    /** Name in messages. */
    public String wireName() {
      return wireName;
    }

    /** Whether a row may lead to several rows. */
    public boolean many() {
      return many;
    }
  }

  /**
   * The table between two entities, which need not be one itself.
   *
   * @param sqlSchema schema in the database, empty where the database has none
   * @param sqlTable table in the database, unquoted
   * @param sourceColumns columns that have the values of the source's, in this order
   * @param targetColumns columns that have the values of the target's, in this order
   */
  public record Junction(
      Optional<String> sqlSchema,
      String sqlTable,
      List<SqlColumn> sourceColumns,
      List<SqlColumn> targetColumns) {

    public Junction {
      sourceColumns = List.copyOf(sourceColumns);
      targetColumns = List.copyOf(targetColumns);
    }
  }

  /** Whether it leads from an entity to itself, so that it can be followed again and again. */
  public boolean recursive() {
    return source == target;
  }

  @Override
  public String toString() {
    return source + "." + name + " (" + kind.wireName() + " " + target + ")";
  }
}
