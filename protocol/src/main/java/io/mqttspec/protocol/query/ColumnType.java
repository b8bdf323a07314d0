package io.mqttspec.protocol.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column as far as the protocol tells types apart. It decides how a value looks in
 * JSON, how values compare, and which operators are allowed.
 */
public final class ColumnType {

  /** The kinds of types; the canonical Java class of a value of each is told in {@link Row}. */
  public enum Kind {
    INTEGER("integer"),
    DECIMAL("number"),
    FLOAT("number"),
    BOOLEAN("boolean"),
    TEXT("string"),
    CHAR("string"),
    ENUM("string"),
    DATE("string"),
    TIME("string"),
    TIMESTAMP("string"),
    TIMESTAMP_WITH_ZONE("string"),
    UUID("string"),
    BINARY("string"),
    JSON("json"),
    ARRAY("array"),
    OTHER("string");

    private final String jsonType;

    Kind(String jsonType) {
      this.jsonType = jsonType;
    }
  }

  private static final int MAX_FRACTION_DIGITS = 6;

  private final Kind kind;
  private final int bits;
  private final int precision;
  private final int scale;
  private final int length;
  private final int fractionDigits;
  private final @Nullable ColumnType element;

  private ColumnType(
      Kind kind, int bits, int precision, int scale, int length, int fractionDigits) {
    this(kind, bits, precision, scale, length, fractionDigits, null);
  }

  private ColumnType(
      Kind kind,
      int bits,
      int precision,
      int scale,
      int length,
      int fractionDigits,
      @Nullable ColumnType element) {
    this.kind = kind;
    this.bits = bits;
    this.precision = precision;
    this.scale = scale;
    this.length = length;
    this.fractionDigits = fractionDigits;
    this.element = element;
  }

  /**
   * A signed integer of 8, 16, 32 or 64 bits.
   *
   * @throws IllegalArgumentException if {@code bits} is something else
   */
  public static ColumnType integer(int bits) {
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
      throw new IllegalArgumentException("an integer has 8, 16, 32 or 64 bits, not " + bits);
    }
    return new ColumnType(Kind.INTEGER, bits, 0, 0, 0, 0);
  }

  /**
   * An exact decimal with {@code precision} digits, {@code scale} of them after the point.
   *
   * @throws IllegalArgumentException if {@code precision} is less than 1 or {@code scale} is
   *     negative
   */
  public static ColumnType decimal(int precision, int scale) {
    if (precision < 1 || scale < 0) {
      throw new IllegalArgumentException(
          "no decimal has precision " + precision + " and scale " + scale);
    }
    return new ColumnType(Kind.DECIMAL, 0, precision, scale, 0, 0);
  }

  /** An exact decimal with as many digits as a value needs. */
  public static ColumnType decimal() {
    return new ColumnType(Kind.DECIMAL, 0, 0, 0, 0, 0);
  }

  /** A binary floating point number of 32 bits. */
  public static ColumnType float32() {
    return new ColumnType(Kind.FLOAT, 32, 0, 0, 0, 0);
  }

  /** A binary floating point number of 64 bits. */
  public static ColumnType float64() {
    return new ColumnType(Kind.FLOAT, 64, 0, 0, 0, 0);
  }

  /** True or false. */
  public static ColumnType bool() {
    return new ColumnType(Kind.BOOLEAN, 0, 0, 0, 0, 0);
  }

  /** Text of at most {@code length} code points; 0 for text of any length. */
  public static ColumnType text(int length) {
    return new ColumnType(Kind.TEXT, 0, 0, 0, notNegative(length), 0);
  }

  /** Text of any length. */
  public static ColumnType text() {
    return text(0);
  }

  /**
   * Text of at most {@code length} code points whose trailing spaces do not count; 0 for any
   * length.
   */
  public static ColumnType character(int length) {
    return new ColumnType(Kind.CHAR, 0, 0, 0, notNegative(length), 0);
  }

  /** One of a set of labels that the database knows. */
  public static ColumnType enumeration() {
    return new ColumnType(Kind.ENUM, 0, 0, 0, 0, 0);
  }

  /** A day of the years 1 to 9999. */
  public static ColumnType date() {
    return new ColumnType(Kind.DATE, 0, 0, 0, 0, 0);
  }

  /** A time of day with 0 to 6 digits of a second. */
  public static ColumnType time(int fractionDigits) {
    return new ColumnType(Kind.TIME, 0, 0, 0, 0, fraction(fractionDigits));
  }

  /** A date and time of day without zone, with 0 to 6 digits of a second. */
  public static ColumnType timestamp(int fractionDigits) {
    return new ColumnType(Kind.TIMESTAMP, 0, 0, 0, 0, fraction(fractionDigits));
  }

  /** An instant, with 0 to 6 digits of a second. */
  public static ColumnType timestampWithZone(int fractionDigits) {
    return new ColumnType(Kind.TIMESTAMP_WITH_ZONE, 0, 0, 0, 0, fraction(fractionDigits));
  }

  /** A UUID. */
  public static ColumnType uuid() {
    return new ColumnType(Kind.UUID, 0, 0, 0, 0, 0);
  }

  /** At most {@code length} bytes; 0 for any number. */
  public static ColumnType binary(int length) {
    return new ColumnType(Kind.BINARY, 0, 0, 0, notNegative(length), 0);
  }

  /** Any JSON. */
  public static ColumnType json() {
    return new ColumnType(Kind.JSON, 0, 0, 0, 0, 0);
  }

  /** An SQL array, a JSON array on the wire; its elements may be NULL. */
  public static ColumnType array(ColumnType element) {
    return new ColumnType(Kind.ARRAY, 0, 0, 0, 0, 0, Objects.requireNonNull(element, "element"));
  }

  /** A type that the protocol knows only as some text. */
  public static ColumnType other() {
    return new ColumnType(Kind.OTHER, 0, 0, 0, 0, 0);
  }

  /** The kind of type. */
  public Kind kind() {
    return kind;
  }

  /** The size of an integer (8, 16, 32, 64) or float (32, 64); 0 for other kinds. */
  public int bits() {
    return bits;
  }

  /** The digits of a decimal; 0 if unlimited, and for other kinds. */
  public int precision() {
    return precision;
  }

  /** The digits of a decimal after the point; without meaning where {@link #precision()} is 0. */
  public int scale() {
    return scale;
  }

  /**
   * The greatest length of a text in code points or of binary data in bytes; 0 if unlimited, and
   * for other kinds.
   */
  public int length() {
    return length;
  }

  /** The digits of a second, 0 to 6, of a time or timestamp; 0 for other kinds. */
  public int fractionDigits() {
    return fractionDigits;
  }

  /**
   * The type of an array's elements.
   *
   * @throws IllegalStateException if this is no array
   */
  public ColumnType element() {
    if (element == null) {
      throw new IllegalStateException(this + " has no elements");
    }
    return element;
  }

  /** What values are in JSON: {@code integer number string boolean json} or {@code array}. */
  public String jsonType() {
    return kind.jsonType;
  }

  /** Whether a filter on a column of this type may use the operator: docs/protocol.md 5.5. */
  public boolean allows(Operator operator) {
    if (operator.isNullTest()) {
      return true;
    }
    switch (kind) {
      case JSON:
      case ARRAY:
      case OTHER:
        return false;
      case FLOAT:
      case BINARY:
        return !operator.isTextTest();
      default:
        return true;
    }
  }

  /** Whether rows can be sorted by a column of this type. */
  public boolean isSortable() {
    return kind != Kind.JSON && kind != Kind.ARRAY && kind != Kind.OTHER;
  }

  private static int notNegative(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("no length is negative: " + length);
    }
    return length;
  }

  private static int fraction(int digits) {
    if (digits < 0 || digits > MAX_FRACTION_DIGITS) {
      throw new IllegalArgumentException(
          "a second has 0 to 6 digits after the point, not " + digits);
    }
    return digits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof ColumnType)) {
      return false;
    }
    ColumnType that = (ColumnType) other;
    return kind == that.kind
        && bits == that.bits
        && precision == that.precision
        && scale == that.scale
        && length == that.length
        && fractionDigits == that.fractionDigits
        && Objects.equals(element, that.element);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, bits, precision, scale, length, fractionDigits, element);
  }

  @Override
  public String toString() {
    String name = Ascii.lowerCase(kind.name());
    switch (kind) {
      case INTEGER:
      case FLOAT:
        return name + "(" + bits + ")";
      case DECIMAL:
        return precision == 0 ? name : name + "(" + precision + "," + scale + ")";
      case TEXT:
      case CHAR:
      case BINARY:
        return length == 0 ? name : name + "(" + length + ")";
      case TIME:
      case TIMESTAMP:
      case TIMESTAMP_WITH_ZONE:
        return name + "(" + fractionDigits + ")";
      case ARRAY:
        return element + " " + name;
      default:
        return name;
    }
  }
}
