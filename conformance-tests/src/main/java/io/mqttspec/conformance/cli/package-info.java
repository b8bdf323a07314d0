/** Runs the cases from the command line. */
@NullMarked
package io.mqttspec.conformance.cli;

import org.jspecify.annotations.NullMarked;
