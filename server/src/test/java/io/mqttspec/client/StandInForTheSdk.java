package io.mqttspec.client;

/** Stands for a class of the client SDK, which the server must not know. */
public interface StandInForTheSdk {}
