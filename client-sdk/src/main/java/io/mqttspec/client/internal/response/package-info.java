/**
 * Answers: {@link io.mqttspec.client.internal.response.PendingResponses} gives each to the request
 * of its id, {@link io.mqttspec.client.internal.response.Refusals} turns a refusal into its
 * exception, {@link io.mqttspec.client.internal.response.RowReader} makes rows of the user's class.
 * Not for users.
 */
@NullMarked
package io.mqttspec.client.internal.response;

import org.jspecify.annotations.NullMarked;
