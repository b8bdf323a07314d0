package io.mqttspec.demo.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mqttspec.demo.testing.Wire;
import io.mqttspec.demo.testing.WireClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The examples of docs/protocol.md that stand below the comment {@code asked}: lines of a request
 * and, after an empty line, of its answer.
 */
class ProtocolExamplesTest {

  private static final Path PROTOCOL =
      Path.of(System.getProperty("project.root"), "docs/protocol.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- asked -->\\R```json\\R(.*?)\\R\\R(.*?)```", Pattern.DOTALL);
  private static final Pattern CURSOR = Pattern.compile("\"c1\\.[^\"]*\"");
  private static final String ANY_CURSOR = "\"c1.…\"";

  record Example(String request, String answer) {}

  @Test
  void everyExample_isAnsweredAsItSays() throws Exception {
    List<Example> examples =
        EXAMPLE
            .matcher(Files.readString(PROTOCOL))
            .results()
            .map(found -> new Example(found.group(1), found.group(2)))
            .toList();
    assertThat(examples).hasSizeGreaterThan(5);
    List<String> cursors = new ArrayList<>();
    try (PostsServer server = PostsServer.start("protocol_examples");
        Wire wire = new Wire()) {
      WireClient client = wire.connect(server.port(), Wire.as("reader"));
      for (Example example : examples) {
        String answer = client.call(withCursor(example.request(), cursors)).toString();
        assertThat(comparable(answer))
            .as(example.request())
            .isEqualTo(comparable(example.answer()));
        CURSOR.matcher(answer).results().forEach(cursor -> cursors.add(cursor.group()));
      }
    }
  }

  /** A cursor in a request is the first one of the answer before. */
  private static String withCursor(String request, List<String> cursors) {
    if (!request.contains("c1.")) {
      return request;
    }
    assertThat(cursors).as("cursors before %s", request).isNotEmpty();
    String cursor = cursors.get(0);
    cursors.clear();
    return CURSOR.matcher(request).replaceAll(cursor);
  }

  private static JsonElement comparable(String answer) {
    JsonObject json =
        JsonParser.parseString(CURSOR.matcher(answer).replaceAll(ANY_CURSOR)).getAsJsonObject();
    json.remove("timestamp");
    return json;
  }
}
