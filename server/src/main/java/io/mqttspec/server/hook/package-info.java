/**
 * Step 3: the application's own code around each operation. {@code dispatch} calls the hooks of a
 * point in the order of their registration, with a context through which they see and change what
 * is going on.
 */
@NullMarked
package io.mqttspec.server.hook;

import org.jspecify.annotations.NullMarked;
