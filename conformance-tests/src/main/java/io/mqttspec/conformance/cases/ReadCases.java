package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Reads by key and of lists, and the form of values. */
final class ReadCases extends CaseGroup {

  ReadCases() {
    must(
        "RD-01",
        "3.1.1",
        "a read by key answers the row as an object",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("quantity", 5);
          Response read = client.ok(c.read(c.items()).key(item.path("id").asText()));
          Check.equal("data", item, read.row());
          Check.equal("metadata.total", 1, read.metadata("total"));
          Check.equal("metadata.count", 1, read.metadata("count"));
        });
    must(
        "RD-02",
        "2.4.1",
        "a numeric key may be a number",
        c -> {
          Client client = c.client();
          JsonNode item = client.item();
          Check.equal("data", item, client.ok(c.read(c.items()).key(item.path("id"))).row());
        });
    must(
        "RD-03",
        "2.4.2",
        "the key may stand in data",
        c -> {
          Client client = c.client();
          JsonNode item = client.item();
          Check.equal(
              "data", item, client.ok(c.read(c.items()).fields("id", item.path("id"))).row());
        });
    must(
        "RD-03B",
        "2.4.2",
        "a key of two columns may stand in data",
        c -> {
          Client client = c.client();
          ObjectNode row =
              Json.object("warehouse", c.mark(), "sku", "a", "run", c.mark(), "amount", 7);
          client.ok(c.create(c.stockLevels()).data(row));
          Check.equal(
              "data",
              row,
              client.ok(c.read(c.stockLevels()).fields("warehouse", c.mark(), "sku", "a")).row());
        });
    must(
        "RD-04",
        "3.1.2",
        "a key that no row has is not_found",
        c -> c.client().refused("not_found", c.read(c.items()).key(-1)));
    must(
        "RD-05",
        "3.2.1",
        "a list read answers an array, with total and count",
        c -> {
          Client client = c.client();
          client.item("quantity", 1);
          client.item("quantity", 2);
          Response read = client.ok(c.readRun());
          Check.equal("rows", 2, read.rows().size());
          Check.equal("metadata.total", 2, read.metadata("total"));
          Check.equal("metadata.count", 2, read.metadata("count"));
        });
    must(
        "RD-06",
        "3.2.1",
        "no rows are [] with count 0",
        c -> {
          Response read = c.client().ok(c.readRun());
          Check.equal("data", List.of(), read.data());
          Check.equal("metadata.total", 0, read.metadata("total"));
          Check.equal("metadata.count", 0, read.metadata("count"));
        });
    must(
        "RD-07",
        "3.2.1",
        "one row is an array of one",
        c -> {
          Client client = c.client();
          JsonNode item = client.item();
          Check.equal("data", List.of(item), client.ok(c.readRun()).data());
        });
    must(
        "RD-08",
        "3.2.2",
        "a read without options works, and says what it applied",
        c -> {
          Response read = c.client().ok(c.read(c.items()));
          Check.equal("metadata.count", read.rows().size(), read.metadata("count"));
          Check.equal("metadata.offset", 0, read.metadata("offset"));
          Check.that(read.metadata("limit").isIntegralNumber(), "metadata.limit is there");
        });
    must(
        "RD-09",
        "2.6.1",
        "64-bit integers keep their value",
        c -> {
          Client client = c.client();
          for (long volume : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1}) {
            JsonNode item = client.item("volume", volume);
            Check.equal("created volume", volume, item.path("volume"));
            Response read = client.ok(c.read(c.items()).key(item.path("id")));
            Check.equal("read volume", volume, read.row().path("volume"));
          }
        });
    must(
        "RD-10",
        "2.6.1",
        "decimals keep their value and are shown plain",
        c -> {
          Client client = c.client();
          for (String price :
              List.of("12345678901234567890.0123456789", "-0.0000000001", "0.1", "100", "2.5")) {
            JsonNode item = client.item("price", new BigDecimal(price));
            Response read = client.ok(c.read(c.items()).key(item.path("id")));
            Check.equal("price", new BigDecimal(price), read.row().path("price"));
            Check.that(
                read.message().text().contains(":" + price + ",")
                    || read.message().text().contains(":" + price + "}")
                    || read.message().text().contains(": " + price),
                "the price is written as " + price);
          }
        });
    must(
        "RD-11",
        "2.6.9",
        "NULL is null, and the field is there",
        c -> {
          JsonNode item = c.client().item();
          for (String column :
              List.of(
                  "quantity",
                  "volume",
                  "price",
                  "rating",
                  "weight",
                  "code",
                  "born",
                  "opens",
                  "seen",
                  "seen_zone",
                  "uid",
                  "raw",
                  "doc",
                  "email",
                  "score")) {
            Check.that(Check.field(item, column).isNull(), column + " is null");
          }
        });
    must(
        "RD-12",
        "2.6.3",
        "text comes back as it went in",
        c -> {
          Client client = c.client();
          for (String name :
              List.of(
                  "😀 é Zoe\u0308",
                  "שלום עולם",
                  "\"quoted\" \\ back 'single'",
                  "line\nbreak\ttab\r\u0001",
                  "",
                  " spaces ",
                  "\uff5e\u2028\ufeff",
                  "x".repeat(200))) {
            JsonNode item = client.item("name", name);
            Response read = client.ok(c.read(c.items()).key(item.path("id")));
            Check.equal("name", name, read.row().path("name"));
          }
        });
    must(
        "RD-13",
        "2.6.5",
        "dates and times have their forms",
        c -> {
          Client client = c.client();
          ObjectNode wanted =
              Json.object(
                  "born", "2010-01-31",
                  "opens", "01:00:00",
                  "seen", "2010-01-01T01:00:00.000000",
                  "seen_zone", "2010-01-01T01:00:00.120000Z");
          JsonNode item =
              client.item(
                  "born", "2010-01-31",
                  "opens", "01:00:00",
                  "seen", "2010-01-01T01:00:00",
                  "seen_zone", "2010-01-01T03:30:00.12+02:30");
          wanted
              .fieldNames()
              .forEachRemaining(
                  column -> Check.equal(column, wanted.path(column), item.path(column)));
        });
    must(
        "RD-14",
        "3.7.1",
        "an unknown entity is model_not_found",
        c -> c.client().refused("model_not_found", c.read("no_such_entity")));
    must(
        "RD-15",
        "3.7.1",
        "an unknown schema is model_not_found",
        c -> {
          Client client = c.client();
          client.refused("model_not_found", c.read(c.items()).with("schema", "no_such_schema"));
          client.refused("model_not_found", c.read("tables").with("schema", "information_schema"));
        });
    given("default-schema")
        .must(
            "RD-16",
            "2.3.1",
            "the default schema applies where none is named",
            c -> {
              Client client = c.client();
              JsonNode item = client.item();
              Check.equal(
                  "data",
                  item,
                  client.ok(c.read(c.items()).without("schema").key(item.path("id"))).row());
            });
    must(
        "RD-17",
        "3.1.3",
        "filters beside a key apply as well",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("quantity", 5).path("id");
          client.ok(c.read(c.items()).key(id).filter("quantity", "eq", 5));
          client.refused("not_found", c.read(c.items()).key(id).filter("quantity", "eq", 6));
        });
    must(
        "RD-18",
        "2.6.2",
        "floats read back as the same value",
        c ->
            floatsKeep(
                c,
                new BigDecimal("0.1"),
                new BigDecimal("-2.5"),
                new BigDecimal("1.7976931348623157E308")));
    given("nan").must("RD-18B", "2.6.2", "NaN is a string", c -> floatsKeep(c, "NaN"));
    given("infinity")
        .must(
            "RD-18C",
            "2.6.2",
            "the infinities are strings",
            c -> floatsKeep(c, "Infinity", "-Infinity"));
    must(
        "RD-19",
        "2.6.7",
        "binary values are base64 with padding",
        c -> {
          Client client = c.client();
          for (String raw : List.of("", "AA==", "AP8=", "AP+AfwE=")) {
            Check.equal("raw", raw, client.item("raw", raw).path("raw"));
          }
        });
    must(
        "RD-19B",
        "2.6.6",
        "a UUID is read in any case and shown in lower case",
        c -> {
          Client client = c.client();
          String uid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
          for (String given : List.of(uid, uid.toUpperCase(Locale.ROOT))) {
            Check.equal("uid", uid, client.item("uid", given).path("uid"));
          }
        });
    must(
        "RD-19C",
        "2.6.3",
        "a CHAR(5) is shown without the padding at its end",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("code", "ab").path("id");
          Check.equal("code", "ab", client.ok(c.read(c.items()).key(id)).row().path("code"));
        });
    must(
        "RD-23",
        "2.6.4",
        "booleans are true and false",
        c -> {
          Client client = c.client();
          for (boolean active : new boolean[] {true, false}) {
            JsonNode id = client.item("active", active).path("id");
            Check.equal(
                "active", active, client.ok(c.read(c.items()).key(id)).row().path("active"));
          }
        });
    must(
        "RD-24",
        "2.6.2",
        "a float takes the nearest value it has; a finite number beyond its range is invalid_data",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("weight", new BigDecimal("0.1000000000000000055511151231"));
          Check.equal("weight", new BigDecimal("0.1"), item.path("weight"));
          client.call(c.newItem("weight", new BigDecimal("1E309"))).refused("invalid_data");
          client.call(c.newItem("rating", new BigDecimal("1E39"))).refused("invalid_data");
          Check.equal("items", 1, c.itemCount(client));
        });
    should(
        "RD-25",
        "3.2.3",
        "rows and total are of one moment while others write",
        c -> {
          Client reader = c.client();
          Client writer = c.client();
          for (int i = 0; i < 20; i++) {
            String created = writer.send(c.newItem("quantity", i));
            Response read = reader.ok(c.readRun());
            Check.equal("metadata.total", read.rows().size(), read.metadata("total"));
            JsonNode id = writer.response(created).row().path("id");
            if (i % 2 == 0) {
              writer.ok(c.delete(c.items()).key(id));
            }
          }
        });
    must(
        "RD-20",
        "2.6.8",
        "a JSON column holds any JSON value",
        c -> {
          Client client = c.client();
          for (String doc :
              List.of(
                  "{\"a\":[1,2.50,{\"b\":null}],\"big\":9007199254740993}",
                  "[]",
                  "\"text\"",
                  "0",
                  "true",
                  "{\"\":\"\"}")) {
            JsonNode value = Json.parse(doc);
            JsonNode item = client.item("doc", value);
            Check.equal(
                "doc", value, client.ok(c.read(c.items()).key(item.path("id"))).row().path("doc"));
          }
        });
    must(
        "RD-21",
        "2.4.1",
        "a key of two columns is an object",
        c -> {
          Client client = c.client();
          ObjectNode row =
              Json.object("warehouse", c.mark(), "sku", "é'\"", "run", c.mark(), "amount", 7);
          client.ok(c.create(c.stockLevels()).data(row));
          ObjectNode key = Json.object("warehouse", c.mark(), "sku", "é'\"");
          Check.equal("data", row, client.ok(c.read(c.stockLevels()).key(key)).row());
          client.refused(
              "not_found",
              c.read(c.stockLevels()).key(Json.object("warehouse", c.mark(), "sku", "é")));
        });
    must(
        "RD-22",
        "2.4.6",
        "a record_id that is no value of the key's type is refused",
        c -> {
          Client client = c.client();
          for (Object key : List.of("abc", "1.5", true, List.of(1), "1 or 1=1", "")) {
            client.refused("invalid_message", c.read(c.items()).key(key));
          }
          client.refused(
              "invalid_message", c.read(c.stockLevels()).key(Json.object("warehouse", "x")));
        });
    given("meta")
        .must(
            "META-01",
            "3.6.1",
            "meta lists the columns and the primary key",
            c -> {
              JsonNode data = c.client().ok(c.request("meta", c.items())).row();
              Check.equal("schema", c.target().schema(), data.path("schema"));
              Check.equal("entity", c.items(), data.path("entity"));
              Check.that(data.path("table_name").isTextual(), "table_name is a string");
              Check.equal("primary_key", List.of("id"), data.path("primary_key"));
              List<String> names = data.path("columns").findValuesAsText("name");
              Check.that(
                  names.containsAll(List.of("id", "run", "name", "price", "doc")),
                  "columns have names, were " + names);
            });
    given("meta")
        .must(
            "META-02",
            "3.6.1",
            "meta lists a key of two columns in order, and refuses unknown entities",
            c -> {
              Client client = c.client();
              Check.equal(
                  "primary_key",
                  List.of("warehouse", "sku"),
                  client.ok(c.request("meta", c.stockLevels())).row().path("primary_key"));
              client.refused("model_not_found", c.request("meta", "none"));
            });
    given("meta", "meta-details")
        .must(
            "META-03",
            "3.6.2",
            "meta details each column",
            c -> {
              JsonNode data = c.client().ok(c.request("meta", c.items())).row();
              for (JsonNode column : data.path("columns")) {
                Check.that(column.path("sql_type").isTextual(), "sql_type in " + column);
                Check.that(column.path("json_type").isTextual(), "json_type in " + column);
                for (String flag : List.of("nullable", "unique", "generated", "primary_key")) {
                  Check.that(column.path(flag).isBoolean(), flag + " in " + column);
                }
                Check.that(column.path("operators").isArray(), "operators in " + column);
                String name = column.path("name").asText();
                Check.equal(
                    "primary_key of " + name, name.equals("id"), column.path("primary_key"));
                if (name.equals("name")) {
                  Check.equal("nullable of name", false, column.path("nullable"));
                }
                if (name.equals("email")) {
                  Check.equal("unique of email", true, column.path("unique"));
                }
                if (name.equals("doc")) {
                  Check.equal("operators of doc", 4, column.path("operators").size());
                }
              }
            });
    given("meta-all")
        .must(
            "META-04",
            "3.6.3",
            "meta on * lists all entities",
            c -> {
              Response all = c.client().ok(c.request("meta", "*"));
              List<String> names = all.data().findValuesAsText("entity");
              Check.that(
                  names.containsAll(List.of(c.items(), c.notes(), c.stockLevels())),
                  "the fixture's entities are listed, were " + names);
            });
  }

  /** Writes and reads values of a double column, and those that a single has in one of that. */
  private static void floatsKeep(CaseContext c, Object... values) throws InterruptedException {
    Client client = c.client();
    for (Object value : values) {
      JsonNode id = client.item("weight", value).path("id");
      JsonNode item = client.ok(c.read(c.items()).key(id)).row();
      Check.equal("weight", value, item.path("weight"));
      if (!(value instanceof BigDecimal number) || Double.isFinite(number.floatValue())) {
        Check.equal("rating", value, client.item("rating", value).path("rating"));
      }
    }
  }
}
