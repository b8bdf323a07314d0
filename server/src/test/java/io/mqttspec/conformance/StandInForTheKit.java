package io.mqttspec.conformance;

/** Stands for a class of the conformance kit, which the server must not know. */
public interface StandInForTheKit {}
