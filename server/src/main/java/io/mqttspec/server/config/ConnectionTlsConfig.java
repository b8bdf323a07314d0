package io.mqttspec.server.config;

import java.util.Optional;

/**
 * TLS of the connection to an external broker.
 *
 * @param trustStore whose certificates the broker may show; empty: the JVM's own
 * @param keyStore the certificate that this server shows; empty for none
 * @param verifyHostName whether the broker's certificate must be for the host of its URL
 */
public record ConnectionTlsConfig(
    Optional<StoreConfig> trustStore, Optional<StoreConfig> keyStore, boolean verifyHostName) {}
