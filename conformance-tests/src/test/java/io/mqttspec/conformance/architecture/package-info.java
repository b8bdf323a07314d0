/** Tests of the kit itself. */
@NullMarked
package io.mqttspec.conformance.architecture;

import org.jspecify.annotations.NullMarked;
