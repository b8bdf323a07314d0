package io.mqttspec.client.internal.json;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

/**
 * Dates and times as the protocol writes them: ISO 8601, with a zone in RFC 3339, fraction digits
 * as the value has them.
 */
@UsesJavaTime
final class JavaTimeAdapters {

  private JavaTimeAdapters() {}

  static void register(GsonBuilder builder) {
    add(
        builder,
        Instant.class,
        DateTimeFormatter.ISO_INSTANT::format,
        text -> OffsetDateTime.parse(text).toInstant());
    add(
        builder,
        OffsetDateTime.class,
        DateTimeFormatter.ISO_OFFSET_DATE_TIME::format,
        OffsetDateTime::parse);
    add(
        builder,
        LocalDateTime.class,
        DateTimeFormatter.ISO_LOCAL_DATE_TIME::format,
        LocalDateTime::parse);
    add(builder, LocalDate.class, DateTimeFormatter.ISO_LOCAL_DATE::format, LocalDate::parse);
    add(builder, LocalTime.class, DateTimeFormatter.ISO_LOCAL_TIME::format, LocalTime::parse);
  }

  private static <T> void add(
      GsonBuilder builder, Class<T> type, Function<T, String> format, Function<String, T> parse) {
    builder.registerTypeAdapter(type, new Adapter<>(type, format, parse).nullSafe());
  }

  @UsesJavaTime
  private static final class Adapter<T> extends TypeAdapter<T> {

    private final Class<T> type;
    private final Function<T, String> format;
    private final Function<String, T> parse;

    Adapter(Class<T> type, Function<T, String> format, Function<String, T> parse) {
      this.type = type;
      this.format = format;
      this.parse = parse;
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
      out.value(format.apply(value));
    }

    @Override
    public T read(JsonReader in) throws IOException {
      String text = in.nextString();
      try {
        return parse.apply(text);
      } catch (DateTimeException e) {
        throw new JsonSyntaxException(
            "\"" + text + "\" at " + in.getPreviousPath() + " is no " + type.getSimpleName(), e);
      }
    }
  }
}
