package io.mqttspec.conformance.target;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The keys and values of one section of a file. What is wrong goes to the problems. */
final class YamlSection {

  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Problems problems;

  /** The keys and values below a node; none where it is something else, which is told. */
  YamlSection(Node node, Problems problems) {
    this.problems = problems;
    if (isNull(node)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node, "keys and values are wanted here");
      return;
    }
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        problems.add(member.getKeyNode(), "a key must be a name");
      } else if (values.put(key.getValue(), member.getValueNode()) != null) {
        problems.add(key, "the key " + key.getValue() + " is there twice");
      } else {
        keys.put(key.getValue(), key);
      }
    }
  }

  /** Tells each key that is none of these. */
  void allow(String kind, Collection<String> known) {
    keys.forEach(
        (name, key) -> {
          if (!known.contains(name)) {
            problems.unknown(key, kind, known);
          }
        });
  }

  /** Hands over each key that has a value, with the value's node. */
  void each(BiConsumer<String, Node> user) {
    values.forEach(
        (name, node) -> {
          if (isNull(node)) {
            problems.add(node, name + " is empty: give a value, or take the key out");
          } else {
            user.accept(name, node);
          }
        });
  }

  /** The text of a single value; empty where it is no such, which is told. */
  Optional<String> single(String key, Node node) {
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problems.add(node, key + " must be a single value");
    return Optional.empty();
  }

  /** The elements of a list of single values; those that are none are told and left out. */
  List<ScalarNode> list(String key, Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(node, key + " must be a list, such as [a, b]");
      return List.of();
    }
    List<ScalarNode> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      if (element instanceof ScalarNode scalar && !isNull(element)) {
        elements.add(scalar);
      } else {
        problems.add(element, "each of " + key + " must be a single value");
      }
    }
    return elements;
  }

  static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
