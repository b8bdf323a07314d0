/**
 * Which rows are meant: typed {@link io.mqttspec.client.query.Field}s give {@link
 * io.mqttspec.client.query.Condition}s, which a {@link io.mqttspec.client.query.Query} joins with
 * order, limit, columns and the {@link io.mqttspec.client.query.Preload}s of related rows.
 */
@NullMarked
package io.mqttspec.client.query;

import org.jspecify.annotations.NullMarked;
