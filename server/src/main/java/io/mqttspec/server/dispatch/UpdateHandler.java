package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.server.entity.Entity;

/**
 * Changes the given columns of rows and answers the rows as they now are (docs/protocol.md 3.4).
 */
final class UpdateHandler extends WriteHandler {

  UpdateHandler(Steps steps, WriteUnit unit) {
    super(steps, unit, ErrorCode.UPDATE_ERROR);
  }

  @Override
  Write one(Entity entity, Request request) {
    Object[] key = Keys.require(entity, request.recordId(), request.data(), "data");
    return new Write.Update(entity, key, requireObject(request.data(), "data"), "data");
  }

  @Override
  Write element(Entity entity, JsonElement element, String path) {
    Object[] key = Keys.require(entity, null, element, path);
    return new Write.Update(entity, key, requireObject(element, path), path);
  }
}
