/**
 * Changes on their way in: {@link io.mqttspec.client.internal.notification.ChangeStreams}
 * subscribes, gives each notification to its stream, and subscribes again after a reconnect. Not
 * for users.
 */
@NullMarked
package io.mqttspec.client.internal.notification;

import org.jspecify.annotations.NullMarked;
