/** The server under show: MQTTSpec in this JVM, on H2 in memory. */
@NullMarked
package io.mqttspec.demo.server;

import org.jspecify.annotations.NullMarked;
