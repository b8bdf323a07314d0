/**
 * Strict JSON in and out: bytes become messages, messages become bytes.
 *
 * <p>{@code MessageCodec} is the door; it hands on to one adapter for each kind of message.
 */
@NullMarked
package io.mqttspec.protocol.json;

import org.jspecify.annotations.NullMarked;
