/** The shared table of filter cases. */
@NullMarked
package io.mqttspec.conformance.filter;

import org.jspecify.annotations.NullMarked;
