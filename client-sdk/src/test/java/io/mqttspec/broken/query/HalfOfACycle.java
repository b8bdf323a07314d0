package io.mqttspec.broken.query;

import io.mqttspec.broken.entity.OtherHalfOfACycle;

/** Breaks, with its other half, the rule that packages have no cycles. */
public final class HalfOfACycle {

  OtherHalfOfACycle other = new OtherHalfOfACycle();
}
