package io.mqttspec.client.internal.json;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.function.LongFunction;

/**
 * Numbers that never lose anything unnoticed: Gson's own adapters cut 2.5 to the int 2 and wrap a
 * 64-bit value, and refuse NaN, when they read from a tree.
 */
final class ExactNumbers {

  private ExactNumbers() {}

  static void register(GsonBuilder builder) {
    integers(builder, byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, n -> (byte) n);
    integers(builder, short.class, Short.class, Short.MIN_VALUE, Short.MAX_VALUE, n -> (short) n);
    integers(builder, int.class, Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, n -> (int) n);
    integers(builder, long.class, Long.class, Long.MIN_VALUE, Long.MAX_VALUE, n -> n);
    builder.registerTypeAdapter(double.class, new DoubleAdapter().nullSafe());
    builder.registerTypeAdapter(Double.class, new DoubleAdapter().nullSafe());
    builder.registerTypeAdapter(float.class, new FloatAdapter().nullSafe());
    builder.registerTypeAdapter(Float.class, new FloatAdapter().nullSafe());
  }

  private static <N extends Number> void integers(
      GsonBuilder builder,
      Class<?> primitive,
      Class<N> boxed,
      long min,
      long max,
      LongFunction<N> of) {
    TypeAdapter<N> adapter = new IntegerAdapter<>(boxed, min, max, of).nullSafe();
    builder.registerTypeAdapter(primitive, adapter);
    builder.registerTypeAdapter(boxed, adapter);
  }

  private static JsonSyntaxException unfit(
      String text, JsonReader in, Class<?> type, NumberFormatException cause) {
    return new JsonSyntaxException(
        text + " at " + in.getPreviousPath() + " does not fit " + type.getSimpleName(), cause);
  }

  private static final class IntegerAdapter<N extends Number> extends TypeAdapter<N> {

    private final Class<N> type;
    private final long min;
    private final long max;
    private final LongFunction<N> of;

    IntegerAdapter(Class<N> type, long min, long max, LongFunction<N> of) {
      this.type = type;
      this.min = min;
      this.max = max;
      this.of = of;
    }

    @Override
    public void write(JsonWriter out, N value) throws IOException {
      out.value(value);
    }

    @Override
    public N read(JsonReader in) throws IOException {
      String text = in.nextString();
      try {
        long value = toLong(text);
        if (value < min || value > max) {
          throw new NumberFormatException("out of range");
        }
        return of.apply(value);
      } catch (NumberFormatException e) {
        throw unfit(text, in, type, e);
      }
    }

    private static long toLong(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        try {
          return new BigDecimal(text).longValueExact();
        } catch (ArithmeticException inexact) {
          NumberFormatException unfit = new NumberFormatException(inexact.getMessage());
          unfit.initCause(inexact);
          throw unfit;
        }
      }
    }
  }

  /** NaN and the infinities are strings in the protocol. */
  private static final class DoubleAdapter extends TypeAdapter<Double> {

    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value.isNaN() || value.isInfinite()) {
        out.value(value.toString());
      } else {
        out.value(value);
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      String text = in.nextString();
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException e) {
        throw unfit(text, in, Double.class, e);
      }
    }
  }

  private static final class FloatAdapter extends TypeAdapter<Float> {

    @Override
    public void write(JsonWriter out, Float value) throws IOException {
      if (value.isNaN() || value.isInfinite()) {
        out.value(value.toString());
      } else {
        out.value(value);
      }
    }

    @Override
    public Float read(JsonReader in) throws IOException {
      String text = in.nextString();
      try {
        return Float.valueOf(text);
      } catch (NumberFormatException e) {
        throw unfit(text, in, Float.class, e);
      }
    }
  }
}
