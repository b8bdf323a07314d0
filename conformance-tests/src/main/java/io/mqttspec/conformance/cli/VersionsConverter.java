package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.MqttVersions;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 3}, {@code 5} or {@code both}. */
final class VersionsConverter implements ITypeConverter<MqttVersions> {

  @Override
  public MqttVersions convert(String word) {
    return Arrays.stream(MqttVersions.values())
        .filter(versions -> versions.toString().equals(word))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("3, 5 or both is wanted, not " + word));
  }
}
