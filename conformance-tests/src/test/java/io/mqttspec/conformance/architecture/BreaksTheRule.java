package io.mqttspec.conformance.architecture;

import com.google.gson.Gson;

/** Depends on what the kit must not depend on; shows that the rule finds it. */
final class BreaksTheRule {

  String text(Object value) {
    return new Gson().toJson(value);
  }
}
