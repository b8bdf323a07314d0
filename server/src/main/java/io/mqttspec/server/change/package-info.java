/**
 * Step 7: the order of what was committed. A write draws its numbers last before its commit; its
 * changes are handed on to {@code subscription} in the order of the numbers, once no earlier write
 * is still open.
 */
@NullMarked
package io.mqttspec.server.change;

import org.jspecify.annotations.NullMarked;
