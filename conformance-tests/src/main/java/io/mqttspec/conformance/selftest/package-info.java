/** Judges the cases themselves: by a model server that holds every rule, and by its mutants. */
@NullMarked
package io.mqttspec.conformance.selftest;

import org.jspecify.annotations.NullMarked;
