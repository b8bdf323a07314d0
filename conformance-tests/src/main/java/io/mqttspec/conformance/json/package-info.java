/** Strict JSON with exact numbers. */
@NullMarked
package io.mqttspec.conformance.json;

import org.jspecify.annotations.NullMarked;
