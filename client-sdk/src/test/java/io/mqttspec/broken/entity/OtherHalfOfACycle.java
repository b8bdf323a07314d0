package io.mqttspec.broken.entity;

import io.mqttspec.broken.query.HalfOfACycle;
import org.jspecify.annotations.Nullable;

/** Breaks, with its other half, the rule that packages have no cycles. */
public final class OtherHalfOfACycle {

  @Nullable HalfOfACycle half;
}
