/** Writes what came of a run: as JSON, as JUnit XML, as a badge. */
@NullMarked
package io.mqttspec.conformance.report;

import org.jspecify.annotations.NullMarked;
