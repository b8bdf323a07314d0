package io.mqttspec.server.config;

import java.util.Comparator;

/**
 * Where something was given: a line of a file, a variable or a flag.
 *
 * @param line from 1, or {@link #NO_LINE}
 */
record Place(String source, int line) implements Comparable<Place> {

  /** Sorts what has no line behind what has one. */
  static final int NO_LINE = Integer.MAX_VALUE;

  static Place of(String source) {
    return new Place(source, NO_LINE);
  }

  @Override
  public int compareTo(Place other) {
    return Comparator.comparingInt(Place::line).compare(this, other);
  }

  @Override
  public String toString() {
    return line == NO_LINE ? source : source + ", line " + line;
  }
}
