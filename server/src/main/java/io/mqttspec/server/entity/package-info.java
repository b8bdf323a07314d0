/**
 * Step 4, the allow-list: what tables and columns may be named at all. Handlers look entities up
 * here by the names of a request and get identifiers of the database back; no identifier ever comes
 * from a message. A leaf: every step may use it, it uses only {@code database}.
 */
@NullMarked
package io.mqttspec.server.entity;

import org.jspecify.annotations.NullMarked;
