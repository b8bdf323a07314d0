/**
 * Step 2: from a client's publish to its answer. {@code broker} hands an {@link
 * io.mqttspec.server.dispatch.InboundRequest} to the {@link
 * io.mqttspec.server.dispatch.Dispatcher}, which runs each client's requests in order on bounded
 * workers; one handler class per operation does the work with {@code hook}, {@code mapper}, {@code
 * database} and {@code change}, and hands the answer to {@code reply}.
 */
@NullMarked
package io.mqttspec.server.dispatch;

import org.jspecify.annotations.NullMarked;
