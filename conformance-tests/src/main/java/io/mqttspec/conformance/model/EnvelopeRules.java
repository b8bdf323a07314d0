package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Chapters 2 and 8: requests, answers, errors. */
interface EnvelopeRules {

  /** Rule 2.2.5: the time in an answer. */
  default String timestamp() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Rule 2.5.1: the answer to a ping. */
  default ObjectNode pong(String id) {
    return Json.object("id", id, "type", "pong", "success", true, "timestamp", timestamp());
  }
}
