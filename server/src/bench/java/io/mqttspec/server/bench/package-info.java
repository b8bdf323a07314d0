/**
 * What a request costs beside its statement, in JMH: the server's own way from bytes to bytes, held
 * against MyBatis with Gson and against JDBC with JSON by hand. Run by the Maven profile {@code
 * bench}.
 */
@NullMarked
package io.mqttspec.server.bench;

import org.jspecify.annotations.NullMarked;
