/**
 * The server as a library: {@link io.mqttspec.server.MqttSpecServer} puts the steps together that a
 * request takes. Each step is a package of its own: {@code broker}, {@code dispatch}, {@code hook},
 * {@code entity}, {@code mapper}, {@code database}, {@code change}, {@code subscription}, {@code
 * reply}.
 */
@NullMarked
package io.mqttspec.server;

import org.jspecify.annotations.NullMarked;
