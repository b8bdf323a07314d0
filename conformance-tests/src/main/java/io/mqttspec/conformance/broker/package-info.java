/**
 * A plain broker, for implementations that bring none, and as the measure of what any
 * implementation can reach on it.
 */
@NullMarked
package io.mqttspec.conformance.broker;

import org.jspecify.annotations.NullMarked;
