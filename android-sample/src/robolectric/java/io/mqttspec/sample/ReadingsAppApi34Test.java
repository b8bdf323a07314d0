package io.mqttspec.sample;

import org.robolectric.annotation.Config;

@Config(sdk = 34)
public final class ReadingsAppApi34Test extends ReadingsAppScenario {}
