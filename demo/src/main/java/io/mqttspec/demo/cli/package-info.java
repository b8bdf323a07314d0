/**
 * The demo as a program; it starts the server, runs a replay under a view, and tells the outcome.
 */
@NullMarked
package io.mqttspec.demo.cli;

import org.jspecify.annotations.NullMarked;
