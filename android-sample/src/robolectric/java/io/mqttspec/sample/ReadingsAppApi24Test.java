package io.mqttspec.sample;

import org.robolectric.annotation.Config;

@Config(sdk = 24)
public final class ReadingsAppApi24Test extends ReadingsAppScenario {}
