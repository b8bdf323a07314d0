package io.mqttspec.client.entity;

import java.util.Optional;

/** How many rows a relation leads to, and where its key is. */
public enum RelationKind {
  /** To one row at most, whose key is in this entity. */
  BELONGS_TO("belongs_to"),
  /** To one row at most, which holds the key of this entity's row. */
  HAS_ONE("has_one"),
  /** To any number of rows, each of which holds the key of this entity's row. */
  HAS_MANY("has_many"),
  /** To any number of rows, by way of a table that holds both keys. */
  MANY_TO_MANY("many_to_many");

  private final String wireName;

  RelationKind(String wireName) {
    this.wireName = wireName;
  }

  /**
   * The text that stands for it in a message.
   *
   * @return a word in lower case
   */
  public String wireName() {
    return wireName;
  }

  /**
   * The kind of this name.
   *
   * @param wireName a word in lower case
   * @return the kind; empty if there is none
   */
  public static Optional<RelationKind> of(String wireName) {
    for (RelationKind kind : values()) {
      if (kind.wireName.equals(wireName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
