package io.mqttspec.broken.internal.request;

/** An internal class of the fixtures. */
public final class Hidden {}
