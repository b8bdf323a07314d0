package io.mqttspec.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the texts of a setting become its value, and a value its texts.
 *
 * @param isList whether a file gives it as a list, and a variable with commas
 * @param reader throws {@link IllegalArgumentException} with what it must be
 */
record SettingType<T>(
    boolean isList, Reader<T> reader, Function<T, List<String>> writer, boolean isSecret) {

  /** Reads a value. */
  interface Reader<T> {
    /**
     * Reads the texts of a value.
     *
     * @param folder where relative paths begin
     */
    T read(List<String> texts, Path folder);
  }

  private static final Map<String, Duration> TIME_UNITS = new LinkedHashMap<>();

  static {
    TIME_UNITS.put("d", Duration.ofDays(1));
    TIME_UNITS.put("h", Duration.ofHours(1));
    TIME_UNITS.put("m", Duration.ofMinutes(1));
    TIME_UNITS.put("s", Duration.ofSeconds(1));
    TIME_UNITS.put("ms", Duration.ofMillis(1));
  }

  private static final Map<String, Long> SIZE_UNITS =
      Map.of("", 1L, "KiB", 1024L, "MiB", 1024L * 1024, "GiB", 1024L * 1024 * 1024);

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9_]*[0-9]) ?([A-Za-z]*)");

  static final SettingType<String> TEXT = single(text -> text, text -> text);

  static final SettingType<String> JDBC_URL = single(text -> text, DatabaseConfig::masked);

  static final SettingType<List<String>> TEXTS =
      new SettingType<>(true, (texts, folder) -> texts, texts -> texts, false);

  static final SettingType<Secret> SECRET =
      new SettingType<>(
          false,
          (texts, folder) -> new Secret(texts.get(0)),
          secret -> List.of(secret.toString()),
          true);

  static final SettingType<Long> LONG =
      single(text -> whole(text, text.replace("_", "")), String::valueOf);

  static final SettingType<Integer> INTEGER =
      single(text -> toInt(whole(text, text.replace("_", ""))), String::valueOf);

  static final SettingType<Boolean> BOOLEAN =
      single(text -> Boolean.valueOf(choice(text, List.of("true", "false"))), String::valueOf);

  static final SettingType<Integer> SIZE = single(SettingType::size, SettingType::sizeText);

  static final SettingType<Duration> DURATION =
      single(SettingType::duration, SettingType::durationText);

  static final SettingType<Path> PATH =
      new SettingType<>(
          false,
          (texts, folder) -> path(texts.get(0), folder),
          path -> List.of(path.toString()),
          false);

  static final SettingType<URI> URL = single(SettingType::url, URI::toString);

  private static <T> SettingType<T> single(Function<String, T> reader, Function<T, String> writer) {
    return new SettingType<>(
        false,
        (texts, folder) -> reader.apply(texts.get(0)),
        value -> List.of(writer.apply(value)),
        false);
  }

  /** One of an enum's constants, by its name in lower case. */
  static <T extends Enum<T>> SettingType<T> choice(Class<T> type) {
    Map<String, T> constants = new LinkedHashMap<>();
    for (T constant : type.getEnumConstants()) {
      constants.put(wireName(constant), constant);
    }
    List<String> names = List.copyOf(constants.keySet());
    return single(text -> constants.get(choice(text, names)), SettingType::wireName);
  }

  private static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String choice(String text, List<String> choices) {
    if (!choices.contains(text)) {
      throw new IllegalArgumentException(
          "must be "
              + String.join(" or ", choices)
              + ", it is '"
              + text
              + "'; did you mean "
              + Nearest.of(text, choices)
              + "?");
    }
    return text;
  }

  private static long whole(String text, String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number, it is '" + text + "'", e);
    }
  }

  private static int toInt(long value) {
    if (value != (int) value) {
      throw new IllegalArgumentException("is too large: " + value);
    }
    return (int) value;
  }

  private static int size(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    if (!parts.matches() || !SIZE_UNITS.containsKey(parts.group(2))) {
      throw new IllegalArgumentException(
          "must be a number of bytes, or such as 64KiB or 1MiB, it is '" + text + "'");
    }
    long number = whole(text, parts.group(1).replace("_", ""));
    try {
      return toInt(Math.multiplyExact(number, SIZE_UNITS.get(parts.group(2))));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too large: " + text, e);
    }
  }

  private static String sizeText(int bytes) {
    for (String unit : List.of("GiB", "MiB", "KiB")) {
      if (bytes > 0 && bytes % SIZE_UNITS.get(unit) == 0) {
        return bytes / SIZE_UNITS.get(unit) + unit;
      }
    }
    return String.valueOf(bytes);
  }

  private static Duration duration(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    String unit = parts.matches() ? parts.group(2) : "";
    if (!parts.matches() || (!unit.isEmpty() && !TIME_UNITS.containsKey(unit))) {
      throw new IllegalArgumentException(
          "must be a number of seconds, or such as 500ms, 30s, 5m, 24h or 7d, it is '"
              + text
              + "'");
    }
    long number = whole(text, parts.group(1).replace("_", ""));
    try {
      Duration duration =
          unit.isEmpty() ? Duration.ofSeconds(number) : TIME_UNITS.get(unit).multipliedBy(number);
      // Whoever waits for it counts in nanoseconds.
      long unused = duration.toNanos();
      return duration;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too long: " + text, e);
    }
  }

  private static String durationText(Duration value) {
    for (Map.Entry<String, Duration> unit : TIME_UNITS.entrySet()) {
      long millis = unit.getValue().toMillis();
      if (value.toMillis() > 0 && value.toMillis() % millis == 0) {
        return value.toMillis() / millis + unit.getKey();
      }
    }
    return "0s";
  }

  private static Path path(String text, Path folder) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("is empty: give the path of a file");
    }
    try {
      return folder.resolve(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is no path: " + e.getMessage(), e);
    }
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL: " + e.getMessage(), e);
    }
  }

  /** A value as one text, the elements of a list between commas. */
  String text(T value) {
    return writer.apply(value).stream().collect(Collectors.joining(", "));
  }

  /** The texts of a variable or a flag, which has no other way to write a list. */
  List<String> split(String text) {
    return isList ? Arrays.stream(text.split(",", -1)).map(String::trim).toList() : List.of(text);
  }
}
