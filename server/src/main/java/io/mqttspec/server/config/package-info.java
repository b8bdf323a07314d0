/**
 * What a server is told before it starts: one immutable {@link
 * io.mqttspec.server.config.ServerConfig}, made by its builder or read from a file. A leaf: every
 * step may read it, it knows none of them.
 */
@NullMarked
package io.mqttspec.server.config;

import org.jspecify.annotations.NullMarked;
