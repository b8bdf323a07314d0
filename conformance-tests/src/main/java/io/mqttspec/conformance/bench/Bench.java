package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.broker.PlainBrokerProcess;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What one run of the bench has opened, and closes at its end in reverse order. */
final class Bench implements AutoCloseable {

  private static final int USUAL_PAYLOAD = 200;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final String mark = Long.toString(System.currentTimeMillis(), 36);
  private int answerBytes = USUAL_PAYLOAD;
  private int loads;

  /** Reads by key. */
  Load read(BenchTarget target, Options.Rows options, LoadShape shape) {
    Entity entity = options.entity();
    String ownMark = mark + "-" + ++loads;
    PreparedRows rows = keep(PreparedRows.create(target, entity, ownMark, options.rows()));
    List<ObjectNode> reads = new ArrayList<>();
    for (JsonNode key : rows.keys()) {
      ObjectNode read = entity.request("read", "record_id", key);
      if (!options.columns().isEmpty()) {
        read.set("options", Json.object("columns", options.columns()));
      }
      reads.add(read);
    }
    answerBytes = rows.answerBytes(reads.get(0));
    return keep(new RequestLoad(target, ownMark, shape, RequestSource.of(reads)));
  }

  /**
   * The raw loop on a plain broker in a JVM of its own: each client publishes to its own
   * subscription. Its payload is that of the answers of a load opened before, if there is one.
   */
  Load baseline(String name, Options.Plain options, LoadShape shape) {
    PlainBrokerProcess broker =
        keep(PlainBrokerProcess.start(0, options.settings(), options.jvm()));
    BenchTarget target =
        new BenchTarget(name, "127.0.0.1", broker.port(), "loop", null, null, broker.pid());
    RequestSource source = RequestSource.loop(options.payloadBytes(answerBytes));
    return keep(new RequestLoad(target, mark, shape, source));
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  @Override
  public void close() {
    BenchFailedException failed = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failed = new BenchFailedException("Could not tidy up: " + e.getMessage(), e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
