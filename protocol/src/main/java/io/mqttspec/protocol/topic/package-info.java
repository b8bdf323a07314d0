/**
 * The MQTT topics of the protocol and the client identifiers that may stand in them.
 *
 * <p>It knows nothing of the messages that are sent there.
 */
@NullMarked
package io.mqttspec.protocol.topic;

import org.jspecify.annotations.NullMarked;
