/**
 * Step 1 with the broker in this JVM: HiveMQ CE with an extension that lets clients in, binds each
 * to its own topics, takes the publishes on request topics and hands them to {@code dispatch}; and
 * sends what {@code reply} gives.
 */
@NullMarked
package io.mqttspec.server.broker.embedded;

import org.jspecify.annotations.NullMarked;
