/** Runs the cases under JUnit. */
@NullMarked
package io.mqttspec.conformance.junit;

import org.jspecify.annotations.NullMarked;
