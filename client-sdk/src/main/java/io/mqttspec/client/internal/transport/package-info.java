/**
 * Step 1 out, step 1 in: the connection to the broker. {@link
 * io.mqttspec.client.internal.transport.Link} is the door. The only place that knows the MQTT
 * client library, and the RxJava 2 that library is built on. Not for users.
 *
 * <p>Takes topics and bytes from {@code internal.request} and {@code internal.notification}; hands
 * what arrives to its {@link io.mqttspec.client.internal.transport.Link.Listener}.
 */
@NullMarked
package io.mqttspec.client.internal.transport;

import org.jspecify.annotations.NullMarked;
