package io.mqttspec.server.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.server.testing.DatabaseKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A nullable column, and what rows of tests hold there.
 *
 * @param type what the column is to the protocol
 * @param sqlType how the database writes that
 * @param values JSON of values that the column can hold, the edges of its type among them
 */
record TypedColumn(String name, ColumnType type, String sqlType, Arbitrary<JsonElement> values) {

  /** The labels of the enumeration, also of the type {@code mood} on PostgreSQL. */
  static final String LABELS = "('alpha', 'Beta', 'gamma', 'delta', 'émile', 'Zulu', 'a%b')";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  /** One code point each: case pairs with and without a partner of that length, wildcards. */
  private static final String SYMBOLS = "aAbBéÉëe\u0301ßẞİIiıΣςσKk😀🦊～\ue000%_\\'\" \t\n\u00a001-";

  private static final String[] TEXTS = {
    "",
    " ",
    "a ",
    "ab",
    "AB",
    "Anna",
    "anna",
    "Änna",
    "100%",
    "a_b",
    "a\\b",
    "\\",
    "null",
    "' or 1=1 --",
    "e\u0301",
    "ΟΔΟΣ",
    "οδος",
    "😀",
    "～",
    "true",
    "1",
    "01",
    "1e0"
  };

  private static final String[] DOCUMENTS = {
    "{}",
    "[]",
    "{\"a\":1}",
    "[1,null,\"x\"]",
    "\"text\"",
    "\"\"",
    "0",
    "true",
    "false",
    "{\"ü\":{\"b\":[\"😀\"]}}",
    "12345678901234567890",
    "1.5"
  };

  /** The columns of all types that a database has. */
  static List<TypedColumn> all(DatabaseKind kind) {
    List<TypedColumn> columns = new ArrayList<>();
    if (kind != DatabaseKind.POSTGRES && kind != DatabaseKind.POSTGRES_ICU) {
      columns.add(integer("tiny", 8, "tinyint"));
    }
    columns.add(integer("small", 16, "smallint"));
    columns.add(integer("whole", 32, "integer"));
    columns.add(integer("big", 64, "bigint"));
    columns.add(
        new TypedColumn(
            "price",
            ColumnType.decimal(20, 4),
            kind == DatabaseKind.SQLITE ? "decimal_text(20, 4)" : "decimal(20, 4)",
            decimals("9999999999999999.9999", 4)));
    columns.add(
        new TypedColumn(
            "exact",
            // MariaDB's longest.
            kind == DatabaseKind.MARIADB ? ColumnType.decimal(65, 30) : ColumnType.decimal(),
            ofKind(kind, "decfloat(2000)", "numeric", "decimal(65, 30)", "decimal_text"),
            decimals("1e34", 30)));
    columns.add(
        new TypedColumn(
            "ratio4",
            ColumnType.float32(),
            ofKind(kind, "real", "real", "float", "float4"),
            Arbitraries.oneOf(
                Arbitraries.floats().map(f -> number(f.toString())),
                floats(kind, "3.4028235e38", "1.4e-45", "0.1", "16777216"))));
    columns.add(
        new TypedColumn(
            "ratio",
            ColumnType.float64(),
            ofKind(kind, "double precision", "double precision", "double", "double precision"),
            Arbitraries.oneOf(
                Arbitraries.doubles().map(d -> number(d.toString())),
                floats(kind, "1.7976931348623157e308", "5e-324", "0.1", "9007199254740992"))));
    columns.add(
        new TypedColumn(
            "truth",
            ColumnType.bool(),
            "boolean",
            Arbitraries.of(true, false).map(JsonPrimitive::new)));
    columns.add(new TypedColumn("label", ColumnType.text(100), "varchar(100)", texts(8, TEXTS)));
    columns.add(
        new TypedColumn(
            "code",
            ColumnType.character(5),
            "char(5)",
            texts(5)
                // H2 counts UTF-16 units.
                .filter(text -> text.getAsString().length() <= 5)
                .map(text -> new JsonPrimitive(text.getAsString().replaceAll(" +$", "")))));
    columns.add(
        new TypedColumn(
            "note",
            ColumnType.text(),
            ofKind(kind, "clob", "text", "longtext", "text"),
            texts(300, TEXTS)));
    if (kind != DatabaseKind.SQLITE) {
      columns.add(
          new TypedColumn(
              "mood",
              ColumnType.enumeration(),
              ofKind(kind, "enum" + LABELS, "mood", "enum" + LABELS, ""),
              Arbitraries.of(LABELS.replaceAll("[(')]", "").split(", ")).map(JsonPrimitive::new)));
    }
    columns.add(
        new TypedColumn(
            "born",
            ColumnType.date(),
            "date",
            Arbitraries.oneOf(
                Arbitraries.longs()
                    .between(
                        LocalDate.of(1, 1, 1).toEpochDay(), LocalDate.of(9999, 12, 31).toEpochDay())
                    .map(day -> new JsonPrimitive(LocalDate.ofEpochDay(day).toString())),
                Arbitraries.of("0001-01-01", "1582-10-10", "2000-02-29", "9999-12-31")
                    .map(JsonPrimitive::new))));
    columns.add(
        new TypedColumn(
            "at_time",
            ColumnType.time(3),
            "time(3)",
            Arbitraries.longs()
                .between(0, 86_399_999)
                .map(ms -> LocalTime.ofNanoOfDay(ms * 1_000_000))
                .map(time -> new JsonPrimitive("%tT.%<tL".formatted(time)))));
    columns.add(
        new TypedColumn(
            "at",
            ColumnType.timestamp(6),
            ofKind(kind, "timestamp(6)", "timestamp(6)", "datetime(6)", "timestamp(6)"),
            instants("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z").map(JsonPrimitive::new)));
    columns.add(
        new TypedColumn(
            "at_zone",
            ColumnType.timestampWithZone(6),
            ofKind(
                kind,
                "timestamp(6) with time zone",
                "timestamp(6) with time zone",
                "timestamp(6) null",
                "timestamp with time zone(6)"),
            (kind == DatabaseKind.MARIADB
                    ? instants("1970-01-01T00:00:01Z", "2038-01-19T03:14:06Z")
                    : instants("0001-01-02T00:00:00Z", "9999-12-30T23:59:59Z"))
                .map(text -> new JsonPrimitive(text + "Z"))));
    columns.add(
        new TypedColumn(
            "uid",
            ColumnType.uuid(),
            "uuid",
            Arbitraries.longs()
                .tuple2()
                .map(two -> new UUID(two.get1(), two.get2()))
                // It can't hold those of version 8 and above.
                .filter(uuid -> kind != DatabaseKind.MARIADB || (uuid.version() & 8) == 0)
                .map(uuid -> new JsonPrimitive(uuid.toString()))));
    columns.add(
        new TypedColumn(
            "raw",
            ColumnType.binary(100),
            ofKind(kind, "varbinary(100)", "bytea", "varbinary(100)", "varbinary(100)"),
            Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(6)
                .map(bytes -> ColumnValues.toJson(ColumnType.binary(0), bytes))));
    columns.add(
        new TypedColumn(
            "doc",
            ColumnType.json(),
            ofKind(kind, "json", "jsonb", "json", "json_text"),
            Arbitraries.of(DOCUMENTS).map(JsonParser::parseString)));
    if (kind != DatabaseKind.MARIADB && kind != DatabaseKind.SQLITE) {
      columns.add(
          new TypedColumn(
              "list",
              // To filters the two are alike: there is a value or there is none.
              ColumnType.json(),
              "integer array",
              Arbitraries.integers().list().ofMaxSize(3).map(TypedColumn::array)));
    }
    return columns;
  }

  /** Whether the column is an SQL array. */
  boolean isArray() {
    return sqlType.endsWith(" array");
  }

  private static String ofKind(
      DatabaseKind kind, String h2, String postgres, String mariaDb, String sqlite) {
    return switch (kind) {
      case H2 -> h2;
      case POSTGRES, POSTGRES_ICU -> postgres;
      case MARIADB -> mariaDb;
      case SQLITE -> sqlite;
    };
  }

  private static TypedColumn integer(String name, int bits, String sqlType) {
    return new TypedColumn(
        name,
        ColumnType.integer(bits),
        sqlType,
        Arbitraries.longs()
            .between(Long.MIN_VALUE >> (64 - bits), Long.MAX_VALUE >> (64 - bits))
            .map(JsonPrimitive::new));
  }

  private static JsonElement number(String text) {
    return new JsonPrimitive(new BigDecimal(text));
  }

  private static Arbitrary<JsonElement> decimals(String limit, int scale) {
    BigDecimal max = new BigDecimal(limit);
    return Arbitraries.oneOf(
            Arbitraries.bigDecimals().between(max.negate(), max).ofScale(scale),
            Arbitraries.bigDecimals()
                .between(BigDecimal.TEN.negate(), BigDecimal.TEN)
                .ofScale(Math.min(scale, 2)))
        .map(JsonPrimitive::new);
  }

  /** Numbers at the edges, and what is no number where the database has that. */
  private static Arbitrary<JsonElement> floats(DatabaseKind kind, String... edges) {
    List<JsonElement> values = new ArrayList<>();
    for (String edge : edges) {
      values.add(number(edge));
      values.add(number("-" + edge));
    }
    values.add(number("0"));
    values.add(new JsonPrimitive(-0.0));
    if (kind != DatabaseKind.MARIADB && kind != DatabaseKind.SQLITE) {
      for (String none : new String[] {"NaN", "Infinity", "-Infinity"}) {
        values.add(new JsonPrimitive(none));
      }
    }
    return Arbitraries.of(values);
  }

  private static Arbitrary<JsonElement> texts(int length, String... others) {
    Arbitrary<String> made =
        Arbitraries.of(SYMBOLS.codePoints().mapToObj(Character::toString).toList())
            .list()
            .ofMaxSize(length)
            .map(symbols -> String.join("", symbols));
    return (others.length == 0 ? made : Arbitraries.oneOf(made, Arbitraries.of(others)))
        .map(text -> new JsonPrimitive(text));
  }

  /** Timestamps without zone, with few fractions of a second so that rows share them. */
  private static Arbitrary<String> instants(String from, String to) {
    return Combinators.combine(
            Arbitraries.longs()
                .between(Instant.parse(from).getEpochSecond(), Instant.parse(to).getEpochSecond()),
            Arbitraries.of(0L, 1_000L, 500_000_000L, 999_999_000L))
        .as((second, nanos) -> TIMESTAMP.format(Instant.ofEpochSecond(second, nanos)));
  }

  private static JsonElement array(List<Integer> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
