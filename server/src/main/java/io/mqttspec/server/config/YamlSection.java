package io.mqttspec.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read key by key. Remembers which keys were asked for, so that {@link
 * #end()} can name those that nobody knows. For one thread.
 */
final class YamlSection {

  private final String file;
  private final Node node;
  private final Map<String, NodeTuple> members = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  private YamlSection(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  static YamlSection of(String file, Node node) {
    YamlSection section = new YamlSection(file, node);
    if (!(node instanceof MappingNode mapping)) {
      throw section.problem(node, "keys and values are wanted here");
    }
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw section.problem(member.getKeyNode(), "a key must be a name");
      }
      if (section.members.put(key.getValue(), member) != null) {
        throw section.problem(key, "the key " + key.getValue() + " is there twice");
      }
    }
    return section;
  }

  private Optional<Node> get(String key) {
    known.add(key);
    return Optional.ofNullable(members.get(key)).map(NodeTuple::getValueNode);
  }

  Optional<String> text(String key) {
    return get(key).map(value -> scalar(key, value));
  }

  private String scalar(String key, Node value) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw problem(value, key + " must be a single value");
  }

  Optional<Long> integer(String key) {
    return get(key)
        .map(
            value -> {
              String text = scalar(key, value);
              try {
                return Long.valueOf(text.replace("_", ""));
              } catch (NumberFormatException e) {
                throw problem(value, key + " must be a whole number, it is '" + text + "'");
              }
            });
  }

  int integer(String key, int defaultValue) {
    Optional<Long> value = integer(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    if (value.get() != value.get().intValue()) {
      throw problem(members.get(key).getValueNode(), key + " is too large");
    }
    return value.get().intValue();
  }

  List<String> texts(String key) {
    Optional<Node> value = get(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof SequenceNode sequence)) {
      throw problem(value.get(), key + " must be a list");
    }
    List<String> texts = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      texts.add(scalar("each of " + key, element));
    }
    return texts;
  }

  Optional<YamlSection> section(String key) {
    return get(key).map(value -> of(file, value));
  }

  /** Builds a value of this section and adds the place to what is wrong with it. */
  <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (ConfigurationException e) {
      throw problem(node, e.getMessage());
    }
  }

  ConfigurationException missing(String key) {
    return problem(node, "the key " + key + " is missing");
  }

  /** Refuses the keys that nobody asked for. */
  void end() {
    for (Map.Entry<String, NodeTuple> member : members.entrySet()) {
      if (!known.contains(member.getKey())) {
        throw problem(
            member.getValue().getKeyNode(),
            "unknown key " + member.getKey() + "; did you mean " + nearest(member.getKey()) + "?");
      }
    }
  }

  private String nearest(String key) {
    return known.stream().min(Comparator.comparingInt(name -> distance(name, key))).orElseThrow();
  }

  /** Number of characters to insert, delete or replace (Levenshtein). */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private ConfigurationException problem(Node at, String message) {
    String line = at.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
    return new ConfigurationException(file + line + ": " + message);
  }
}
