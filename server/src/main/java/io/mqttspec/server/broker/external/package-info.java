/**
 * Step 1 with a broker that runs elsewhere: a client of it that takes the publishes on all request
 * topics and hands them to {@code dispatch}; and sends what {@code reply} gives. One connection at
 * a time, each with an MQTT client of its own; when one is lost the next is made.
 */
@NullMarked
package io.mqttspec.server.broker.external;

import org.jspecify.annotations.NullMarked;
