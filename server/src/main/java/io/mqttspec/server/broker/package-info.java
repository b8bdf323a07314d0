/**
 * Step 1: the broker. {@code embedded} is HiveMQ CE in this JVM, {@code external} one that runs
 * elsewhere; both hand the publishes on request topics to {@code dispatch} and send what {@code
 * reply} gives. The only packages that import HiveMQ.
 */
@NullMarked
package io.mqttspec.server.broker;

import org.jspecify.annotations.NullMarked;
