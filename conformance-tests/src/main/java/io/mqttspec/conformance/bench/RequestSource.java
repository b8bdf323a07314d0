package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What clients send, a template taken at random each time.
 *
 * @param templates never empty
 * @param isLoop whether clients publish to their own topic of responses, so that what they send is
 *     what they get
 */
record RequestSource(List<Template> templates, boolean isLoop) {

  Template next(SplittableRandom random) {
    return templates.get(random.nextInt(templates.size()));
  }

  /** Requests without ids, each as likely as the others. */
  static RequestSource of(List<ObjectNode> requests) {
    List<Template> templates = new ArrayList<>();
    for (ObjectNode request : requests) {
      ObjectNode withId = Json.object("id", Template.HOLE);
      withId.setAll(request);
      templates.add(Template.of(Json.text(withId)));
    }
    return new RequestSource(templates, false);
  }

  /** Payloads of that many bytes that look like answers. */
  static RequestSource loop(int payloadBytes) {
    String start = "{\"id\":\"" + Template.HOLE + "\",\"success\":true,\"data\":\"";
    String end = "\"}";
    int filling = Math.max(0, payloadBytes - start.length() - end.length());
    return new RequestSource(List.of(Template.of(start + "x".repeat(filling) + end)), true);
  }
}
