/**
 * Who a client is, and what it may see and change. A leaf: every step may use it, it knows none of
 * them.
 */
@NullMarked
package io.mqttspec.server.policy;

import org.jspecify.annotations.NullMarked;
