package io.mqttspec.server.dispatch;

import com.google.gson.JsonObject;
import io.mqttspec.server.config.BrokerConfig;
import io.mqttspec.server.reply.JsonFragment;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Answers that the server is there, what it serves and within which limits. */
final class PingHandler implements RequestHandler {

  /** The extensions of docs/protocol.md that this server has. */
  static final List<String> EXTENSIONS =
      List.of(
          "nulls_order",
          "filter_trees",
          "is_distinct",
          "proposed_subscription_id",
          "preconditions",
          "deleted_row",
          "meta_details",
          "meta_all",
          "total_option",
          "cursors",
          "event_seq",
          "event_columns",
          "computed_columns",
          "named_operators",
          "meta_relations");

  private final Steps steps;

  PingHandler(Steps steps) {
    this.steps = steps;
  }

  @Override
  public CompletionStage<?> handle(RequestContext context) {
    JsonFragment body =
        steps
            .replies()
            .body(
                json -> {
                  json.name("data").beginObject();
                  json.name("protocol_version").value("1.0");
                  json.name("server").beginObject();
                  json.name("name").value("mqttspec-java");
                  json.name("version").value(steps.serverVersion());
                  json.endObject();
                  json.name("extensions").beginArray();
                  for (String extension : EXTENSIONS) {
                    json.value(extension);
                  }
                  json.endArray();
                  json.name("limits");
                  JsonFragment.write(json, limits());
                  json.endObject();
                });
    steps.replies().pong(context.destination(), context.request().id(), body);
    return DONE;
  }

  private JsonObject limits() {
    BrokerConfig broker = steps.config().broker();
    JsonObject limits = steps.config().limits().toJson(broker.maxConnections());
    broker
        .lease()
        .ifPresent(lease -> limits.addProperty("subscription_lease_seconds", lease.toSeconds()));
    return limits;
  }
}
