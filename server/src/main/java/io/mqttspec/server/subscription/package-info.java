/**
 * Step 8: from a change to the subscriptions that it concerns. Receives changes from {@code change}
 * in the order of their commits and hands notifications on to {@code reply}.
 */
@NullMarked
package io.mqttspec.server.subscription;

import org.jspecify.annotations.NullMarked;
