/**
 * Requests on their way out: {@link io.mqttspec.client.internal.request.RequestSender} gives each
 * an id and a deadline and keeps their number bounded. Not for users.
 */
@NullMarked
package io.mqttspec.client.internal.request;

import org.jspecify.annotations.NullMarked;
