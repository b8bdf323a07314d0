/**
 * The messages that travel between client and server, as immutable values.
 *
 * <p>They are read and written by {@code io.mqttspec.protocol.json} and carry the options of {@code
 * io.mqttspec.protocol.query}.
 */
@NullMarked
package io.mqttspec.protocol.message;

import org.jspecify.annotations.NullMarked;
