package io.mqttspec.protocol.query;

/**
 * A JSON value cannot be a value of the column's type. Whoever knows the place turns it into the
 * protocol's error.
 */
final class UnfitValueException extends Exception {

  private static final long serialVersionUID = 1;

  private final String sentence;
  private final String place;

  UnfitValueException(String sentence) {
    this(sentence, "");
  }

  private UnfitValueException(String sentence, String place) {
    super(sentence, null, false, false);
    this.sentence = sentence;
    this.place = place;
  }

  /** The same about an element of the list that the value is. */
  UnfitValueException inElement(int index) {
    return new UnfitValueException(sentence, "[" + index + "]");
  }

  String sentence() {
    return sentence;
  }

  /** Where inside the value: empty, or an index in brackets. */
  String place() {
    return place;
  }
}
