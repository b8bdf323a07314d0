package io.mqttspec.server;

/** Stands for a class of the server. */
public final class ServerFixture {}
