package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a target claims, and in what form it is sent requests. Each profile claims all Core clauses;
 * they differ in the extensions and in where a request says which row it means.
 */
public enum Profile {
  /**
   * Core, and each extension that the pong or the target file names. Requests have the protocol's
   * form: the key in {@code record_id}, as the JSON value it is.
   */
  CORE {
    @Override
    void writeKey(ObjectNode request) {
      // It stands where the protocol wants it.
    }
  },

  /**
   * Core and every extension that the protocol specifies: one that is lacking is a failure and no
   * skip. Requests have the protocol's form.
   */
  FULL {
    @Override
    void writeKey(ObjectNode request) {
      // It stands where the protocol wants it.
    }
  },

  /**
   * What {@link #CORE} claims, in the forms of the first README of the MQTTSpec family: the key is
   * {@code data.id}, that of several columns its columns in {@code data}; a subscription is named
   * by {@code data.subscription_id}. Cases about other forms (2.4.1, 2.4.3, 2.4.4, 2.4.6) and those
   * that need two keys in one request are skipped.
   */
  README("2.4.1", "2.4.3", "2.4.4", "2.4.6") {
    @Override
    void writeKey(ObjectNode request) {
      JsonNode key = request.get("record_id");
      JsonNode data = request.path("data");
      if (key == null || !(data.isMissingNode() || data.isObject())) {
        return;
      }
      ObjectNode columns = key.isObject() ? key.deepCopy() : Json.object("id", key);
      ObjectNode inData = request.withObjectProperty("data");
      for (Map.Entry<String, JsonNode> column : columns.properties()) {
        JsonNode known = inData.path(column.getKey());
        if (!known.isMissingNode() && !known.equals(column.getValue())) {
          throw new SkippedException("The requests of profile readme have one key only");
        }
      }
      request.remove("record_id");
      inData.setAll(columns);
    }
  },

  /**
   * What {@link #CORE} claims, in the form that the Go code reads: the key is {@code record_id}, a
   * string, and a subscription is named by {@code subscription_id} beside it. Cases about other
   * forms (2.4.1 to 2.4.4) and those that need a key of several columns are skipped.
   */
  GO("2.4.1", "2.4.2", "2.4.3", "2.4.4") {
    @Override
    void writeKey(ObjectNode request) {
      JsonNode subscription = request.path("data").path("subscription_id");
      if (subscription.isTextual() && !request.has("subscription_id")) {
        request.put("subscription_id", subscription.asText());
        request.remove("data");
      }
      JsonNode key = request.get("record_id");
      if (key == null || key.isTextual()) {
        return;
      }
      if (key.isContainerNode()) {
        throw new SkippedException("The requests of profile go have no key but a string");
      }
      request.put("record_id", key.asText());
    }
  };

  // Made by List.of, so nobody can change it.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> clausesOfOtherForms;

  Profile(String... clausesOfOtherForms) {
    this.clausesOfOtherForms = List.of(clausesOfOtherForms);
  }

  /** Puts the key of a request in the protocol's form where this profile has it. */
  abstract void writeKey(ObjectNode request);

  /** What is claimed whatever the pong and the target file say. */
  Set<String> claims() {
    Set<String> claims = new LinkedHashSet<>(Capability.core());
    if (this == FULL) {
      claims.addAll(Capability.extensions());
    }
    return claims;
  }

  /** Whether a case is about a form of requests that this profile does not have. */
  boolean isBesideTheForm(Case candidate) {
    return clausesOfOtherForms.contains(candidate.clause());
  }

  /** The name by which it is asked for. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
