/** The real data that the demo works with, and its rows as both server and clients know them. */
@NullMarked
package io.mqttspec.demo.data;

import org.jspecify.annotations.NullMarked;
