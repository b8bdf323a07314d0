package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads opaque cursors (docs/protocol.md 4.4): {@code c1.} and, in base64url, the values
 * by which a row is sorted and a signature. What is signed is the entity and the order, too, which
 * a token therefore need not carry: one of another entity or order does not bear the signature that
 * is looked for. Values stand in a token exactly, as bytes of their type.
 *
 * <p>For any thread: each has its own {@link Mac}.
 */
public final class CursorTokens {

  /** With what every token begins. */
  static final String PREFIX = "c1.";

  private static final String ALGORITHM = "HmacSHA256";

  private static final int SIGNATURE_BYTES = 16;

  /** Above it a token has the row's key only: sorted by long texts it would grow as long. */
  private static final int MAX_PLACE_BYTES = 1_024;

  private static final int PLACE = 0;
  private static final int KEY = 1;

  private static final int NULL = 0;
  private static final int VALUE = 1;

  private final ThreadLocal<Mac> macs;

  /** Signs with a secret that no client knows. */
  public CursorTokens(byte[] secret) {
    SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
    this.macs =
        ThreadLocal.withInitial(
            () -> {
              try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                return mac;
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has " + ALGORITHM, e);
              }
            });
  }

  /** The token of a row's place in an order of its entity. */
  String token(Entity entity, List<SortKey> sort, Row row) {
    try {
      byte[] payload = place(entity, sort, row);
      if (payload.length > MAX_PLACE_BYTES) {
        payload = key(entity, row);
      }
      byte[] signature = signature(entity, sort, payload, payload.length);
      byte[] token = Arrays.copyOf(payload, payload.length + SIGNATURE_BYTES);
      System.arraycopy(signature, 0, token, payload.length, SIGNATURE_BYTES);
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a token says; empty for one that was not made here for this entity and order. */
  Optional<Cursor> read(Entity entity, List<SortKey> sort, String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int length = bytes.length - SIGNATURE_BYTES;
    try {
      if (length < 1 || !isSigned(entity, sort, bytes, length) || !isCanonical(token, bytes)) {
        return Optional.empty();
      }
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
      return Optional.of(in.read() == PLACE ? place(entity, sort, in) : key(entity, in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Several texts may decode to the same bytes; only the one that was made is a token. */
  private static boolean isCanonical(String token, byte[] bytes) {
    return token
        .substring(PREFIX.length())
        .equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private boolean isSigned(Entity entity, List<SortKey> sort, byte[] token, int length)
      throws IOException {
    return MessageDigest.isEqual(
        signature(entity, sort, token, length), Arrays.copyOfRange(token, length, token.length));
  }

  private byte[] signature(Entity entity, List<SortKey> sort, byte[] payload, int length)
      throws IOException {
    Mac mac = macs.get();
    mac.update(context(entity, sort));
    mac.update(payload, 0, length);
    return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
  }

  /** Of what a token holds: written so that no two contexts are the same bytes, nor one's start. */
  private static byte[] context(Entity entity, List<SortKey> sort) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(entity.name().toString());
    out.writeInt(sort.size());
    for (SortKey key : sort) {
      EntityColumn column = entity.columns().get(key.column());
      out.writeUTF(column.name());
      out.writeUTF(column.type().toString());
      out.writeBoolean(key.ordering().descending());
      out.writeBoolean(key.ordering().nullsFirst());
      out.writeBoolean(key.ordering().asStored());
    }
    out.writeInt(entity.keySize());
    for (int part = 0; part < entity.keySize(); part++) {
      EntityColumn column = entity.columns().get(entity.keyColumn(part));
      out.writeUTF(column.name());
      out.writeUTF(column.type().toString());
    }
    return bytes.toByteArray();
  }

  private static byte[] place(Entity entity, List<SortKey> sort, Row row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(PLACE);
    for (SortKey key : sort) {
      write(out, entity, key.column(), row);
    }
    return bytes.toByteArray();
  }

  private static Cursor place(Entity entity, List<SortKey> sort, DataInputStream in)
      throws IOException {
    List<@Nullable Object> values = new ArrayList<>(sort.size());
    for (SortKey key : sort) {
      values.add(read(in, entity.columns().get(key.column()).type()));
    }
    return new Cursor.Place(values);
  }

  private static byte[] key(Entity entity, Row row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(KEY);
    for (int part = 0; part < entity.keySize(); part++) {
      write(out, entity, entity.keyColumn(part), row);
    }
    return bytes.toByteArray();
  }

  private static Cursor key(Entity entity, DataInputStream in) throws IOException {
    Object[] parts = new Object[entity.keySize()];
    for (int part = 0; part < parts.length; part++) {
      parts[part] = read(in, entity.columns().get(entity.keyColumn(part)).type());
    }
    return new Cursor.Key(parts);
  }

  private static void write(DataOutputStream out, Entity entity, int column, Row row)
      throws IOException {
    Object value = row.value(column);
    if (value == null) {
      out.write(NULL);
      return;
    }
    out.write(VALUE);
    ColumnType type = entity.columns().get(column).type();
    switch (type.kind()) {
      case INTEGER -> out.writeLong((Long) value);
      case FLOAT -> out.writeDouble((Double) value);
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case DECIMAL -> {
        BigDecimal decimal = (BigDecimal) value;
        out.writeInt(decimal.scale());
        writeBytes(out, decimal.unscaledValue().toByteArray());
      }
      case BINARY -> writeBytes(out, (byte[]) value);
      default -> writeBytes(out, ((String) value).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static @Nullable Object read(DataInputStream in, ColumnType type) throws IOException {
    if (in.read() == NULL) {
      return null;
    }
    return switch (type.kind()) {
      case INTEGER -> in.readLong();
      case FLOAT -> in.readDouble();
      case BOOLEAN -> in.readBoolean();
      case DECIMAL -> {
        int scale = in.readInt();
        yield new BigDecimal(new BigInteger(readBytes(in)), scale);
      }
      case BINARY -> readBytes(in);
      default -> new String(readBytes(in), StandardCharsets.UTF_8);
    };
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
