/**
 * What a request asks for (filters, sort, pages), and the one statement in memory of what a filter
 * means.
 *
 * <p>A {@code Filter} is what a client wrote; {@code FilterChecker} turns it, for the columns of
 * one entity, into a {@code CheckedFilter}, which {@code FilterMatcher} evaluates and the server
 * translates into SQL.
 */
@NullMarked
package io.mqttspec.protocol.query;

import org.jspecify.annotations.NullMarked;
