package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.server.entity.Entity;

/** Inserts rows and answers them as the database stored them (docs/protocol.md 3.3). */
final class CreateHandler extends WriteHandler {

  CreateHandler(Steps steps, WriteUnit unit) {
    super(steps, unit, ErrorCode.CREATE_ERROR);
  }

  @Override
  Write one(Entity entity, Request request) {
    return element(entity, request.data(), "data");
  }

  @Override
  Write element(Entity entity, JsonElement element, String path) {
    return new Write.Create(entity, requireObject(element, path), path);
  }
}
