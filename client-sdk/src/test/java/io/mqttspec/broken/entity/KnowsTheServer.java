package io.mqttspec.broken.entity;

import io.mqttspec.server.ServerFixture;

/** Breaks the rule that client and server do not know each other. */
public final class KnowsTheServer {

  final ServerFixture server = new ServerFixture();
}
