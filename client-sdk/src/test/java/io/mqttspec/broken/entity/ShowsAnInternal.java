package io.mqttspec.broken.entity;

import io.mqttspec.broken.internal.request.Hidden;
import java.util.List;

/** Breaks the rule that users never see an internal class. */
public final class ShowsAnInternal {

  /** A list of what nobody should know. */
  public List<Hidden> hidden() {
    return List.of();
  }
}
