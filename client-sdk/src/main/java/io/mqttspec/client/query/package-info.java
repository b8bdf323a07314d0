/**
 * Which rows are meant: typed {@link io.mqttspec.client.query.Field}s give {@link
 * io.mqttspec.client.query.Condition}s, which a {@link io.mqttspec.client.query.Query} joins with
 * order, limit and columns.
 */
@NullMarked
package io.mqttspec.client.query;

import org.jspecify.annotations.NullMarked;
