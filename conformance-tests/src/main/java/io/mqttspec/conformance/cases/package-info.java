/** The conformance cases, grouped by what they are about. */
@NullMarked
package io.mqttspec.conformance.cases;

import org.jspecify.annotations.NullMarked;
