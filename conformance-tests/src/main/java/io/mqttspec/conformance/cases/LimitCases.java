package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.SkippedException;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The limits: each is provoked by the number that the pong names. */
final class LimitCases extends CaseGroup {

  private static final int MOST_SUBSCRIPTIONS = 1_000;
  private static final int MOST_IN_FLIGHT = 2_000;
  private static final int MOST_PER_SECOND = 1_000;

  LimitCases() {
    sizes();
    pages();
    numbers();
  }

  private void sizes() {
    given("payload-limit", "pong")
        .must(
            "LIM-01",
            "11.1.2",
            "a payload of the limit is served, one byte more is too_large",
            c -> {
              Client client = c.client();
              int limit = client.limit("payload_bytes");
              client.sendText(padded(c, limit));
              Check.that(client.nextResponse().success(), "a payload of the limit is served");
              client.sendText(padded(c, limit + 1));
              client.nextResponse().refused("too_large");
              client.ok(c.readRun());
            });
    given("pong")
        .must(
            "LIM-02",
            "11.1.2",
            "nesting to the limit is served, one level more is invalid_message",
            c -> {
              Client client = c.client();
              int limit = client.limit("json_depth");
              client.sendText(nested(limit));
              Check.equal("type", "pong", client.nextResponse().json().path("type"));
              client.sendText(nested(limit + 1));
              client.nextResponse().refused("invalid_message");
            });
    given("pong")
        .must(
            "LIM-03",
            "11.1.2",
            "as many filters as the limit are served, one more is invalid_filter",
            c -> {
              Client client = c.client();
              int limit = client.limit("filters_per_request");
              JsonNode filter = filter("run", "eq", c.mark());
              client.ok(c.read(c.items()).option("filters", Collections.nCopies(limit, filter)));
              client.refused(
                  "invalid_filter",
                  c.read(c.items()).option("filters", Collections.nCopies(limit + 1, filter)));
            });
    given("pong")
        .must(
            "LIM-04",
            "11.1.2",
            "as many values in a list as the limit are served, one more is invalid_filter",
            c -> {
              Client client = c.client();
              int limit = client.limit("values_per_list");
              client.ok(c.readRun().filter("quantity", "in", Collections.nCopies(limit, 1)));
              client.refused(
                  "invalid_filter",
                  c.readRun().filter("quantity", "in", Collections.nCopies(limit + 1, 1)));
            });
    given("pong", "arrays")
        .must(
            "LIM-05",
            "11.1.2",
            "one row more than a write may have is invalid_data, and nothing is stored",
            c -> {
              Client client = c.client();
              int limit = client.limit("rows_per_write");
              List<JsonNode> rows = new ArrayList<>();
              for (int i = 0; i <= limit; i++) {
                rows.add(c.itemData());
              }
              client.refused("invalid_data", c.create(c.items()).data(rows));
              Check.equal("items", 0, c.itemCount(client));
              client.ok(c.create(c.items()).data(rows.subList(0, limit)));
              Check.equal("items", limit, c.itemCount(client));
            });
  }

  private static String padded(CaseContext c, int bytes) {
    String request = Json.text(c.readRun().id("p").with("padding", "~").toJson());
    return request.replace("~", "x".repeat(bytes - request.length() + 1));
  }

  /** A ping as deep as this; the message itself is the first level. */
  private static String nested(int depth) {
    return "{\"id\":\"p\",\"type\":\"ping\",\"extra\":"
        + "[".repeat(depth - 1)
        + "]".repeat(depth - 1)
        + "}";
  }

  private void pages() {
    given("pong")
        .must(
            "LIM-06",
            "11.1.1",
            "without a limit a page has the default size",
            c -> {
              Client client = c.client();
              Check.equal(
                  "metadata.limit",
                  client.limit("page_size_default"),
                  client.ok(c.readRun()).metadata("limit"));
            });
    given("pong")
        .must(
            "LIM-07",
            "4.3.1",
            "a limit above the maximum is cut to it, and metadata.limit says so",
            c -> {
              Client client = c.client();
              int limit = client.limit("page_size_max");
              for (long wanted : new long[] {limit, limit + 1L, Long.MAX_VALUE}) {
                Check.equal(
                    "metadata.limit",
                    limit,
                    client.ok(c.readRun().option("limit", wanted)).metadata("limit"));
              }
            });
    given("pong", "arrays")
        .must(
            "LIM-08",
            "11.1.1",
            "a page has as many rows as the maximum, and no more",
            c -> {
              Client client = c.client();
              int limit = Math.min(client.limit("page_size_max"), client.limit("rows_per_write"));
              if (limit < client.limit("page_size_max") || limit > 10_000) {
                throw new SkippedException("more rows than one write may have would be wanted");
              }
              client.ok(c.create(c.items()).data(Collections.nCopies(limit, c.itemData())));
              client.item();
              Response page = client.ok(c.readRun().option("limit", limit + 1));
              Check.equal("rows", limit, page.rows().size());
              Check.equal("metadata.total", limit + 1, page.metadata("total"));
            });
  }

  private void numbers() {
    given("pong")
        .must(
            "LIM-11",
            "11.1.1",
            "as many subscriptions as the limit are had, one more is rate_limited",
            c -> {
              Client client = c.client();
              int limit = client.limit("subscriptions_per_client");
              if (limit > MOST_SUBSCRIPTIONS) {
                throw new SkippedException("the limit is " + limit);
              }
              List<Request> subscribes = Collections.nCopies(limit, c.subscribeRun());
              String last = "";
              for (Response answer : client.callAll(subscribes)) {
                Check.that(answer.success(), "subscribed: " + answer.message().text());
                last = answer.row().path("subscription_id").asText();
              }
              client.refused("rate_limited", c.subscribeRun());
              client.ok(c.unsubscribe(last));
              client.ok(c.subscribeRun());
            });
    given("pong")
        .must(
            "LIM-12",
            "11.1.1",
            "an id of the limit is served, a longer one is invalid_message with an empty id",
            c -> {
              Client client = c.client();
              int limit = client.limit("id_length");
              client.ok(c.readRun().id("😀".repeat(limit)));
              client.sendText(Json.text(c.readRun().id("😀".repeat(limit) + "x").toJson()));
              Response refused = client.nextResponse().refused("invalid_message");
              Check.equal("id", "", refused.json().path("id"));
            });
    given("pong")
        .must(
            "LIM-13",
            "11.1.1",
            "more requests at once than the limit are each answered, by rows or by rate_limited",
            c -> {
              Client client = c.client();
              int limit = client.limit("requests_in_flight_per_client");
              if (limit > MOST_IN_FLIGHT) {
                throw new SkippedException("the limit is " + limit);
              }
              List<String> ids = new ArrayList<>();
              for (int i = 0; i < limit + 200; i++) {
                ids.add(client.send(c.readRun()));
              }
              for (String id : ids) {
                served(client.response(id));
              }
              client.ok(c.readRun());
            });
    given("pong", "payload-limit")
        .must(
            "LIM-14",
            "11.1.1",
            "more bytes at once than the limit are each answered, by rows or by rate_limited",
            c -> {
              Client client = c.client();
              int bytes = client.limit("payload_bytes");
              int requests = client.limit("bytes_in_flight_per_client") / bytes + 2;
              if (bytes > 1 << 20 || requests > 10) {
                throw new SkippedException("that would be " + requests + " times " + bytes);
              }
              String request = padded(c, bytes);
              for (int i = 0; i < requests; i++) {
                client.sendText(request);
              }
              for (int i = 0; i < requests; i++) {
                served(client.nextResponse());
              }
              client.ok(c.readRun());
            });
    given("pong")
        .must(
            "LIM-15",
            "11.1.1",
            "more requests in a second than the limit are rate_limited",
            c -> {
              Client client = c.client();
              int limit = client.limit("requests_per_second_per_client");
              if (limit < 0 || limit > MOST_PER_SECOND) {
                throw new SkippedException("the limit is " + limit);
              }
              List<String> ids = new ArrayList<>();
              // Twice what two seconds allow, should a burst be allowed and a second begin
              // meanwhile.
              for (int i = 0; i < 4 * limit + 10; i++) {
                ids.add(client.send(c.readRun()));
              }
              int limited = 0;
              for (String id : ids) {
                limited += served(client.response(id)) ? 0 : 1;
              }
              Check.that(limited > 0, "some of " + ids.size() + " requests are rate_limited");
            });
    given("pong", "trees")
        .must(
            "LIM-16",
            "11.1.2",
            "in trees each filter and each tree counts as a filter",
            c -> {
              Client client = c.client();
              int limit = client.limit("filters_per_request");
              JsonNode filter = filter("run", "eq", c.mark());
              JsonNode full = Json.object("or", Collections.nCopies(limit - 1, filter));
              JsonNode over = Json.object("or", Collections.nCopies(limit, filter));
              client.ok(c.read(c.items()).option("filters", List.of(full)));
              client.refused("invalid_filter", c.read(c.items()).option("filters", List.of(over)));
            });
  }

  /**
   * Whether a request was served; where not, it has to be for too many at a time, of this client or
   * of another run's as well.
   */
  private static boolean served(Response answer) {
    if (!answer.success() && !answer.errorCode().equals("unavailable")) {
      answer.refused("rate_limited");
    }
    return answer.success();
  }

  private static JsonNode filter(String column, String operator, Object value) {
    return Json.object("column", column, "operator", operator, "value", value);
  }
}
