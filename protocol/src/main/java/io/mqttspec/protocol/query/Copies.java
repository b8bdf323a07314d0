package io.mqttspec.protocol.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists that nobody can modify any more. */
final class Copies {

  private Copies() {}

  static <T> List<T> of(List<? extends T> list) {
    return list.isEmpty()
        ? Collections.<T>emptyList()
        : Collections.unmodifiableList(new ArrayList<T>(list));
  }
}
