/**
 * Judges an implementation of MQTTSpec from outside, over MQTT: what a case is, what it is run
 * against, and what it can do. The cases themselves are in {@code cases}; {@code junit} and {@code
 * cli} run them.
 */
@NullMarked
package io.mqttspec.conformance;

import org.jspecify.annotations.NullMarked;
