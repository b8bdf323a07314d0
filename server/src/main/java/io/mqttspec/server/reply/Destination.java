package io.mqttspec.server.reply;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where the answer to a request goes.
 *
 * @param clientId the client that asked
 * @param topic the response topic
 * @param correlationData the request's correlation data
 */
public record Destination(String clientId, String topic, Optional<ByteBuffer> correlationData) {}
