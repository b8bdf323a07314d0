package io.mqttspec.server.dispatch;

import com.google.gson.JsonObject;
import io.mqttspec.server.entity.Entity;

/** One write of a unit of work, as the client asked for it. */
sealed interface Write {

  Entity entity();

  /** Where it stands in the request, for errors. */
  String path();

  /**
   * A new row.
   *
   * @param data the row, which before-hooks may change
   */
  record Create(Entity entity, JsonObject data, String path) implements Write {}

  /**
   * Changes to a row.
   *
   * @param key the row's key, which nothing changes any more
   * @param data the changes, which before-hooks may change
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares writes
  record Update(Entity entity, Object[] key, JsonObject data, String path) implements Write {}

  /**
   * The end of a row.
   *
   * @param key the row's key
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares writes
  record Delete(Entity entity, Object[] key, String path) implements Write {}
}
