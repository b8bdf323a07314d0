/** Reads what is judged from a file that people write. */
@NullMarked
package io.mqttspec.conformance.target;

import org.jspecify.annotations.NullMarked;
