package io.mqttspec.conformance.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** A page as a browser reads it; the parser forgives nothing. */
final class ParsedPage {

  private ParsedPage() {}

  static Document of(String html) {
    Parser parser = Parser.htmlParser().setTrackErrors(10);
    Document page = parser.parseInput(html, "");
    assertThat(parser.getErrors()).isEmpty();
    assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
    return page;
  }

  /** What a policy has to name for this script to run. */
  static String hash(Element script) {
    try {
      byte[] text = script.data().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
