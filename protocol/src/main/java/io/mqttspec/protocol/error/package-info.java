/**
 * What can go wrong, as the wire says it: codes, the error part of a response, and the exception
 * that carries it.
 *
 * <p>The lowest package of the module: every other one may use it, it uses none.
 */
@NullMarked
package io.mqttspec.protocol.error;

import org.jspecify.annotations.NullMarked;
