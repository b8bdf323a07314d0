/**
 * A small server of the protocol, in memory, by which the cases are themselves judged: as it is, it
 * holds every rule; a {@link io.mqttspec.conformance.model.mutants.Mutant} of it breaks one. What
 * the rules say stands in the interfaces named {@code …Rules}, a chapter of {@code
 * docs/protocol.md} each, one method for each thing that can be wrong.
 */
@NullMarked
package io.mqttspec.conformance.model;

import org.jspecify.annotations.NullMarked;
