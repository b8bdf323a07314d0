/** The server as a program: {@code serve} and {@code check-config}. */
@NullMarked
package io.mqttspec.server.cli;

import org.jspecify.annotations.NullMarked;
