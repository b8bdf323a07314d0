package io.mqttspec.server.config;

import java.nio.file.Path;

/**
 * A file with keys or certificates, PKCS#12 or JKS, as {@code keytool} makes it.
 *
 * @param path the file
 * @param password opens the file and its private keys
 */
public record StoreConfig(Path path, Secret password) {}
