/**
 * What can go wrong, one type per thing a caller can act on, under one unchecked root.
 *
 * <p>Three kinds are kept apart: {@link io.mqttspec.client.exception.TransportException} (the
 * message did not get through, or no answer came), {@link
 * io.mqttspec.client.exception.RefusedException} (the server answered, and said no), and mistakes
 * of the calling code, which are ordinary {@link IllegalArgumentException}s and {@link
 * IllegalStateException}s thrown where the mistake is made.
 */
@NullMarked
package io.mqttspec.client.exception;

import org.jspecify.annotations.NullMarked;
