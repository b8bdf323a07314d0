/**
 * The bench: loads of requests on any target, and the raw loop of a plain broker to compare with.
 *
 * <p>All that a load does happens on the one thread of its {@link
 * io.mqttspec.conformance.bench.LoadLoop}: the bench shares its machine with what it measures, so
 * it takes no lock and hands nothing from thread to thread.
 */
@NullMarked
package io.mqttspec.conformance.bench;

import org.jspecify.annotations.NullMarked;
