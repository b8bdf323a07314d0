package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.LikePattern;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Functions that H2 calls by name. They give to SQL the meaning that the protocol's matcher has in
 * memory. Public because H2 asks for it; not for applications.
 */
public final class H2Functions {

  /** A statement calls with one pattern for all rows: parse it once, not once a row. */
  private static final ThreadLocal<@Nullable LikePattern> LAST_PATTERN = new ThreadLocal<>();

  private H2Functions() {}

  /** LIKE with case, NULL for NULL. */
  public static @Nullable Boolean likes(@Nullable String text, @Nullable String pattern) {
    return (text == null || pattern == null) ? null : pattern(pattern).matches(text);
  }

  /** LIKE without case, NULL for NULL. */
  public static @Nullable Boolean likesAnyCase(@Nullable String text, @Nullable String pattern) {
    return (text == null || pattern == null) ? null : pattern(pattern).matchesIgnoringCase(text);
  }

  /** Canonical text of a decimal. */
  public static @Nullable String decimalText(@Nullable BigDecimal value) {
    return value == null ? null : ColumnValues.text(ColumnType.decimal(), value);
  }

  /** Canonical text of a TIME. */
  public static @Nullable String timeText(@Nullable LocalTime value, int fractionDigits) {
    return value == null ? null : TemporalValues.text(value, fractionDigits);
  }

  /** Canonical text of a TIMESTAMP. */
  public static @Nullable String timestampText(@Nullable LocalDateTime value, int fractionDigits) {
    return value == null ? null : TemporalValues.text(value, fractionDigits);
  }

  /** Canonical text of a TIMESTAMP WITH TIME ZONE. */
  public static @Nullable String zonedText(@Nullable OffsetDateTime value, int fractionDigits) {
    return value == null ? null : TemporalValues.text(value, fractionDigits);
  }

  private static LikePattern pattern(String text) {
    LikePattern last = LAST_PATTERN.get();
    if (last == null || !last.pattern().equals(text)) {
      last = LikePattern.restore(text);
      LAST_PATTERN.set(last);
    }
    return last;
  }
}
