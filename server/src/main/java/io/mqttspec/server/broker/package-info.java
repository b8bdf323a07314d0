/**
 * Step 1: the broker. Embeds HiveMQ CE with an extension that lets clients in, binds each to its
 * own topics, takes the publishes on request topics and hands them to {@code dispatch}; and sends
 * what {@code reply} gives. The only package that imports HiveMQ.
 */
@NullMarked
package io.mqttspec.server.broker;

import org.jspecify.annotations.NullMarked;
