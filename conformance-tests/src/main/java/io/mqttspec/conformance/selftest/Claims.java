package io.mqttspec.conformance.selftest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which cases fail which mutant. As text: a line with the mutant's name, and below it, indented,
 * case ids, in which {@code *} stands for any characters. Lines that begin with {@code #} say
 * nothing.
 */
final class Claims {

  private static final String RESOURCE = "/io/mqttspec/conformance/model/mutants/claims.txt";
  private static final int LINE_LENGTH = 100;

  /** More ids than this of generated cases are put into globs. */
  private static final int IDS_WRITTEN_OUT = 12;

  private final Map<String, List<String>> globs;

  private Claims(Map<String, List<String>> globs) {
    this.globs = globs;
  }

  /** What the kit ships. */
  static Claims shipped() {
    try (InputStream stream =
        Objects.requireNonNull(Claims.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Claims parse(String text) {
    Map<String, List<String>> globs = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith(" ")) {
        current.addAll(List.of(line.strip().split(" +")));
      } else {
        current = new ArrayList<>();
        globs.put(line.strip(), current);
      }
    }
    return new Claims(globs);
  }

  /** The mutants that something is claimed of. */
  Set<String> mutants() {
    return globs.keySet();
  }

  /** Those of some case ids that claim a mutant. */
  Set<String> of(String mutant, Collection<String> ids) {
    Set<String> claimed = new TreeSet<>();
    for (String glob : globs.getOrDefault(mutant, List.of())) {
      Pattern pattern = pattern(glob);
      ids.stream().filter(id -> pattern.matcher(id).matches()).forEach(claimed::add);
    }
    return claimed;
  }

  /** The text that claims these cases, and no others of all, for a mutant. */
  static String text(String mutant, Collection<String> failed, Collection<String> all) {
    StringBuilder text = new StringBuilder(mutant).append('\n');
    StringBuilder line = new StringBuilder(" ");
    for (String glob : globs(failed, all)) {
      if (line.length() + glob.length() >= LINE_LENGTH) {
        text.append(line).append('\n');
        line = new StringBuilder(" ");
      }
      line.append(' ').append(glob);
    }
    return text.append(line).append('\n').toString();
  }

  /** Few globs that match what failed and nothing else; the widest are taken first. */
  private static List<String> globs(Collection<String> failed, Collection<String> all) {
    Set<String> left = new TreeSet<>(failed);
    Set<String> globs = new TreeSet<>();
    while (left.size() > IDS_WRITTEN_OUT) {
      String widest = "";
      long width = 2;
      for (String glob : candidates(left)) {
        Pattern pattern = pattern(glob);
        List<String> matched = all.stream().filter(id -> pattern.matcher(id).matches()).toList();
        long gain = matched.stream().filter(left::contains).count();
        if (gain > width && failed.containsAll(matched)) {
          widest = glob;
          width = gain;
        }
      }
      if (widest.isEmpty()) {
        break;
      }
      globs.add(widest);
      Pattern pattern = pattern(widest);
      left.removeIf(id -> pattern.matcher(id).matches());
    }
    globs.addAll(left);
    return globs.stream().sorted(Comparator.naturalOrder()).toList();
  }

  /** Each beginning and each end of the ids at a hyphen. */
  private static Set<String> candidates(Set<String> ids) {
    Set<String> candidates = new LinkedHashSet<>();
    for (String id : ids) {
      for (int at = id.indexOf('-'); at >= 0; at = id.indexOf('-', at + 1)) {
        candidates.add(id.substring(0, at + 1) + "*");
        candidates.add(id.substring(0, id.indexOf('-') + 1) + "*" + id.substring(at));
      }
    }
    return candidates;
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E");
  }
}
