package io.mqttspec.conformance.bench;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What clients send, a template taken at random each time.
 *
 * @param deck kinds of requests, of which one is drawn, and of that one of its templates; a kind is
 *     in it as often as its share is; nothing is empty
 * @param isLoop whether clients publish to their own topic of responses, so that what they send is
 *     what they get
 */
record RequestSource(List<List<Template>> deck, boolean isLoop) {

  Template next(SplittableRandom random) {
    List<Template> kind = deck.size() == 1 ? deck.get(0) : deck.get(random.nextInt(deck.size()));
    return kind.get(random.nextInt(kind.size()));
  }

  /** Requests of one kind. */
  static RequestSource of(List<Template> templates) {
    return new RequestSource(List.of(templates), false);
  }

  /** Payloads of that many bytes that look like answers. */
  static RequestSource loop(int payloadBytes) {
    return new RequestSource(List.of(List.of(answerLike(payloadBytes))), true);
  }

  /** The same to somebody who sends back what he gets. */
  static RequestSource echo(int payloadBytes) {
    return of(List.of(answerLike(payloadBytes)));
  }

  private static Template answerLike(int payloadBytes) {
    String start = "{\"id\":\"" + Template.HOLE + "\",\"success\":true,\"data\":\"";
    String end = "\"}";
    int filling = Math.max(0, payloadBytes - start.length() - end.length());
    return Template.of(start + "x".repeat(filling) + end);
  }
}
