package io.mqttspec.server.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.mqttspec.server.config.ConfigurationException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map of JSON objects in a file, to which each change is appended as a line; when it is opened,
 * and when most of its lines are out of date, it is written anew. What was put is there after the
 * process has died; after the whole machine has, the last changes may be missing. For any thread.
 */
public final class Journal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private static final String KEY = "key";
  private static final String VALUE = "value";

  /** Below this many lines it is not worth while to write the file anew. */
  private static final int FEW_LINES = 10_000;

  private final Path file;

  @GuardedBy("this")
  private final Map<String, JsonObject> entries;

  @GuardedBy("this")
  private int lines;

  @GuardedBy("this")
  private @Nullable BufferedWriter writer;

  private Journal(Path file, Map<String, JsonObject> entries) throws IOException {
    this.file = file;
    this.entries = entries;
    writeAnew();
  }

  static Journal open(Path file) {
    try {
      return new Journal(file, read(file));
    } catch (IOException e) {
      throw new ConfigurationException("the file " + file + " can't be used: " + e, e);
    }
  }

  private static Map<String, JsonObject> read(Path file) throws IOException {
    Map<String, JsonObject> entries = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return entries;
    }
    List<String> read = Files.readAllLines(file);
    for (int i = 0; i < read.size(); i++) {
      try {
        JsonObject line = JsonParser.parseString(read.get(i)).getAsJsonObject();
        String key = line.get(KEY).getAsString();
        if (line.has(VALUE)) {
          entries.put(key, line.getAsJsonObject(VALUE));
        } else {
          entries.remove(key);
        }
      } catch (JsonParseException | IllegalStateException | NullPointerException e) {
        if (i < read.size() - 1) {
          throw new IOException("line " + (i + 1) + " can't be read", e);
        }
        // The machine died while it was written.
        log.warn("The last line of {} is incomplete and left out", file);
      }
    }
    return entries;
  }

  /** What is in it. */
  public synchronized Map<String, JsonObject> entries() {
    return new HashMap<>(entries);
  }

  /** Sets a key's value. It is not to be modified afterwards. */
  public synchronized void put(String key, JsonObject value) {
    entries.put(key, value);
    append(key, value);
  }

  /** Removes a key, if it is there. */
  public synchronized void remove(String key) {
    if (entries.remove(key) != null) {
      append(key, null);
    }
  }

  @GuardedBy("this")
  private void append(String key, @Nullable JsonObject value) {
    BufferedWriter open = writer;
    if (open == null) {
      return;
    }
    try {
      if (lines > FEW_LINES && lines > 2 * entries.size()) {
        writeAnew();
      } else {
        write(open, key, value);
        open.flush();
        lines++;
      }
    } catch (IOException e) {
      log.error("{} can't be written: what changes now is forgotten at the next start", file, e);
    }
  }

  private static void write(BufferedWriter writer, String key, @Nullable JsonObject value)
      throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty(KEY, key);
    if (value != null) {
      line.add(VALUE, value);
    }
    writer.write(line.toString());
    writer.newLine();
  }

  @GuardedBy("this")
  private void writeAnew() throws IOException {
    if (writer != null) {
      writer.close();
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (BufferedWriter all = Files.newBufferedWriter(fresh)) {
      for (Map.Entry<String, JsonObject> entry : entries.entrySet()) {
        write(all, entry.getKey(), entry.getValue());
      }
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    lines = entries.size();
    writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
  }

  /** From now on changes are no longer kept. */
  @Override
  public synchronized void close() {
    BufferedWriter open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.warn("{} can't be closed: {}", file, e.toString());
      }
    }
  }
}
