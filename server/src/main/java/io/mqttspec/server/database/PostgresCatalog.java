package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's own catalogue says, where JDBC's metadata does not: what domains and arrays are
 * made of, how a column's collation compares, the columns of constraints.
 */
final class PostgresCatalog {

  private static final String APPLICATION_SCHEMAS =
      " n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

  private static final String TABLES =
      "select n.nspname, c.relname from pg_catalog.pg_class c"
          + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
          // Tables, partitioned and foreign ones, views, materialized ones; no partitions: what
          // they hold is their table's.
          + " where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition and"
          + APPLICATION_SCHEMAS
          + " order by 1, 2";

  /** Follows each column's type down to what domains and arrays are made of. */
  private static final String COLUMNS =
      """
      with recursive made_of (relation, attnum, depth, type, modifier, arrays, not_null, preset) as (
        select a.attrelid, a.attnum, 0, a.atttypid, a.atttypmod, 0, a.attnotnull,
               a.atthasdef or a.attidentity <> ''
        from pg_catalog.pg_attribute a
          join pg_catalog.pg_class c on c.oid = a.attrelid
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
        union all
        select m.relation, m.attnum, m.depth + 1,
               case t.typtype when 'd' then t.typbasetype else t.typelem end,
               case t.typtype when 'd' then t.typtypmod else m.modifier end,
               case t.typtype when 'd' then m.arrays else m.arrays + 1 end,
               m.not_null or t.typnotnull and m.arrays = 0,
               m.preset or t.typdefault is not null and m.arrays = 0
        from made_of m
          join pg_catalog.pg_type t on t.oid = m.type
          left join pg_catalog.pg_type e on e.oid = t.typelem
        where t.typtype = 'd' or e.typarray = t.oid
      )
      select distinct on (m.attnum)
             a.attname,
             format_type(a.atttypid, a.atttypmod) as declared,
             format_type(m.type, m.modifier) as basis,
             t.typname,
             t.typtype,
             m.arrays,
             m.not_null,
             m.preset,
             a.attidentity <> '' or a.attgenerated <> ''
               or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false) as generated,
             coalesce(l.collisdeterministic, true) as deterministic,
             array(select u.enumlabel::text from pg_catalog.pg_enum u
                   where u.enumtypid = t.oid order by u.enumsortorder) as labels
      from made_of m
        join pg_catalog.pg_type t on t.oid = m.type
        join pg_catalog.pg_attribute a on a.attrelid = m.relation and a.attnum = m.attnum
        left join pg_catalog.pg_attrdef d on d.adrelid = m.relation and d.adnum = m.attnum
        left join pg_catalog.pg_collation l on l.oid = a.attcollation
      order by m.attnum, m.depth desc
      """;

  /** Not those of some rows only, and without what an index merely carries along. */
  /** Those of expressions, and of some rows only, say nothing of the columns. */
  private static final String UNIQUE_KEYS =
      """
      select array(
          select a.attname::text
          from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum = any(i.indkey[0:i.indnkeyatts - 1]))
      from pg_catalog.pg_index i
        join pg_catalog.pg_class c on c.oid = i.indrelid
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and c.relname = ?
        and i.indisunique and i.indpred is null and i.indexprs is null
      order by i.indisprimary desc, i.indexrelid
      """;

  /** A unique index without a constraint is told in an error as if it were one. */
  private static final String CONSTRAINTS =
      """
      select n.nspname, c.relname, k.name, a.attname
      from (
          select conrelid as relation, conname as name, conkey as keys
          from pg_catalog.pg_constraint where contype in ('p', 'u', 'f', 'c', 'x')
          union all
          select i.indrelid, x.relname, i.indkey[0:i.indnkeyatts - 1]
          from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
          where i.indisunique
            and not exists (select from pg_catalog.pg_constraint where conindid = i.indexrelid)
        ) k
        join pg_catalog.pg_class c on c.oid = k.relation
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = k.relation and a.attnum = any(k.keys)
      where"""
          + APPLICATION_SCHEMAS;

  private static final String PARTITIONS =
      """
      select n.nspname, c.relname, r.relname
      from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_class r on r.oid = pg_catalog.pg_partition_root(c.oid)
      where c.relispartition""";

  private static final Pattern TYPE =
      Pattern.compile("([a-z ]+?)(?:\\((\\d+)(?:,(-?\\d+))?\\))?( with(?:out)? time zone)?");

  private static final int MICROSECONDS = 6;

  private final Map<Constraint, List<String>> constraints;
  private final Map<SqlTable, String> partitioned;

  /** A constraint as an error names it. */
  record Constraint(SqlTable table, String name) {}

  private PostgresCatalog(
      Map<Constraint, List<String>> constraints, Map<SqlTable, String> partitioned) {
    this.constraints = constraints;
    this.partitioned = partitioned;
  }

  /** Reads what errors are told by later. */
  static PostgresCatalog read(Connection connection) throws SQLException {
    Map<Constraint, List<String>> constraints = new HashMap<>();
    Map<SqlTable, String> partitioned = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(CONSTRAINTS)) {
        while (rows.next()) {
          constraints
              .computeIfAbsent(
                  new Constraint(table(rows), rows.getString(3)), constraint -> new ArrayList<>())
              .add(rows.getString(4));
        }
      }
      try (ResultSet rows = statement.executeQuery(PARTITIONS)) {
        while (rows.next()) {
          partitioned.put(table(rows), rows.getString(3));
        }
      }
    }
    return new PostgresCatalog(constraints, partitioned);
  }

  private static SqlTable table(ResultSet row) throws SQLException {
    return new SqlTable(null, row.getString(1), row.getString(2));
  }

  /** The columns of a constraint; none for one that was made since the catalogue was read. */
  List<String> columns(SqlTable table, String constraint) {
    return constraints.getOrDefault(new Constraint(table, constraint), List.of());
  }

  /** The name of the table that this is a partition of, or else its own. */
  String wholeTable(SqlTable table) {
    return partitioned.getOrDefault(table, table.name());
  }

  static List<SqlTable> tables(Connection connection) throws SQLException {
    List<SqlTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(table(rows));
      }
    }
    return tables;
  }

  static List<SqlColumn> columns(Connection connection, SqlTable table) throws SQLException {
    List<SqlColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(column(rows));
        }
      }
    }
    return columns;
  }

  /** The primary key first. */
  static List<Set<String>> uniqueKeys(Connection connection, SqlTable table) throws SQLException {
    List<Set<String>> keys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(UNIQUE_KEYS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(Set.of((String[]) rows.getArray(1).getArray()));
        }
      }
    }
    return keys;
  }

  private static SqlColumn column(ResultSet row) throws SQLException {
    String typeName = row.getString("typname");
    boolean citext = typeName.equals("citext");
    ColumnType type;
    if (row.getString("typtype").equals("e")) {
      type = ColumnType.enumeration();
    } else {
      type = citext ? ColumnType.text() : type(row.getString("basis"));
    }
    int arrays = row.getInt("arrays");
    if (arrays > 0) {
      boolean known = arrays == 1 && type.kind() != ColumnType.Kind.OTHER;
      type = known ? ColumnType.array(type) : ColumnType.other();
    }
    return new SqlColumn(
        row.getString("attname"),
        row.getString("declared"),
        type,
        !row.getBoolean("not_null"),
        row.getBoolean("preset"),
        row.getBoolean("generated"),
        row.getBoolean("deterministic") && !citext && type.kind() != ColumnType.Kind.CHAR,
        null,
        type.kind() == ColumnType.Kind.ENUM
            ? List.of((String[]) row.getArray("labels").getArray())
            : List.of());
  }

  /**
   * By the name that PostgreSQL gives its own types, whatever is before them in the search path.
   */
  static ColumnType type(String name) {
    Matcher parts = TYPE.matcher(name);
    if (!parts.matches()) {
      return ColumnType.other();
    }
    int first = number(parts.group(2), 0);
    int fraction = number(parts.group(2), MICROSECONDS);
    return switch (parts.group(1) + Objects.requireNonNullElse(parts.group(4), "")) {
      case "smallint" -> ColumnType.integer(16);
      case "integer" -> ColumnType.integer(32);
      case "bigint" -> ColumnType.integer(64);
      case "numeric" -> numeric(first, number(parts.group(3), 0));
      case "real" -> ColumnType.float32();
      case "double precision" -> ColumnType.float64();
      case "boolean" -> ColumnType.bool();
      case "text", "character varying" -> ColumnType.text(first);
      case "character", "bpchar" -> ColumnType.character(first);
      case "date" -> ColumnType.date();
      case "time without time zone" -> ColumnType.time(fraction);
      case "timestamp without time zone" -> ColumnType.timestamp(fraction);
      case "timestamp with time zone" -> ColumnType.timestampWithZone(fraction);
      case "uuid" -> ColumnType.uuid();
      case "bytea" -> ColumnType.binary(0);
      case "json", "jsonb" -> ColumnType.json();
      default -> ColumnType.other();
    };
  }

  private static ColumnType numeric(int precision, int scale) {
    if (precision == 0) {
      return ColumnType.decimal();
    }
    // numeric(3,-2) rounds integers: better not written at all.
    return scale < 0 ? ColumnType.other() : ColumnType.decimal(precision, scale);
  }

  private static int number(@Nullable String digits, int without) {
    return digits == null ? without : Integer.parseInt(digits);
  }
}
