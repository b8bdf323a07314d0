/** Files that outlive a restart. A leaf: every step may use it, it knows none of them. */
@NullMarked
package io.mqttspec.server.storage;

import org.jspecify.annotations.NullMarked;
