package io.mqttspec.conformance;

import java.util.Locale;
import java.util.regex.Pattern;

/** A pattern of case ids: {@code *} stands for any characters, {@code ?} for one; in any case. */
public final class CaseGlob {

  private final Pattern pattern;

  public CaseGlob(String glob) {
    String regex =
        "\\Q"
            + glob.toUpperCase(Locale.ROOT).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q")
            + "\\E";
    pattern = Pattern.compile(regex);
  }

  public boolean matches(String id) {
    return pattern.matcher(id.toUpperCase(Locale.ROOT)).matches();
  }
}
