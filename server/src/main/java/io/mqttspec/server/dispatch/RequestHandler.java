package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ProtocolException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Carries one operation out and sends its answer. For any worker thread. */
interface RequestHandler {

  /** What a handler gives that has done all before it returns. */
  CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  /**
   * Handles a request.
   *
   * @return done when the client's next request may begin
   * @throws ProtocolException to have it answered as refused
   */
  CompletionStage<?> handle(RequestContext context);
}
