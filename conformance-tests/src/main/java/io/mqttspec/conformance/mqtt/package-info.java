/** Raw MQTT packets over TCP, with a deadline on every wait and a log of the wire. */
@NullMarked
package io.mqttspec.conformance.mqtt;

import org.jspecify.annotations.NullMarked;
