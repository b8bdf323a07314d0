package io.mqttspec.server.config;

import io.mqttspec.server.config.GivenSettings.Given;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Takes the settings out of a YAML text. For one thread. */
final class YamlSettings {

  private final String file;
  private final Path folder;
  private final GivenSettings settings;
  private final Problems problems;

  YamlSettings(String file, Path folder, GivenSettings settings, Problems problems) {
    this.file = file;
    this.folder = folder;
    this.settings = settings;
    this.problems = problems;
  }

  void read(String text) {
    // A key that is no name is refused here, where its line is known.
    LoadSettings load = LoadSettings.builder().setLabel(file).setAllowNonScalarKeys(true).build();
    Optional<Node> root;
    try {
      root = new Compose(load).composeString(text);
    } catch (MarkedYamlEngineException e) {
      Place place =
          e.getProblemMark()
              .map(mark -> new Place(file, mark.getLine() + 1))
              .orElseGet(() -> Place.of(file));
      problems.add(place, "this is no YAML: " + e.getProblem());
      return;
    } catch (YamlEngineException e) {
      problems.add(Place.of(file), "this is no YAML: " + e.getMessage());
      return;
    }
    root.ifPresent(node -> section("", node));
  }

  private void section(String path, Node node) {
    if (isNull(node)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      problems.add(place(node), "keys and values are wanted here");
      return;
    }
    Set<String> keys = new HashSet<>();
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add(place(member.getKeyNode()), "a key must be a name");
        continue;
      }
      String key = keyNode.getValue();
      String memberPath = path.isEmpty() ? key : path + "." + key;
      if (!keys.add(key)) {
        problems.add(place(keyNode), "the key " + key + " is there twice");
      } else if (ConfigKeys.sections().contains(memberPath)) {
        settings.section(memberPath, place(keyNode));
        section(memberPath, member.getValueNode());
      } else if (key.indexOf('.') < 0 && ConfigKeys.find(memberPath).isPresent()) {
        value(memberPath, member.getValueNode());
      } else {
        problems.unknown(place(keyNode), "key", key, meant(path, key));
      }
    }
  }

  /** The same key in another section, or else the most similar one in this section. */
  private static String meant(String section, String key) {
    Optional<String> elsewhere =
        ConfigKeys.paths().stream().filter(path -> Setting.name(path).equals(key)).findFirst();
    return elsewhere.orElseGet(
        () ->
            Nearest.of(
                key,
                Stream.concat(ConfigKeys.paths().stream(), ConfigKeys.sections().stream())
                    .filter(path -> Setting.section(path).equals(section))
                    .map(Setting::name)
                    .collect(Collectors.toList())));
  }

  private void value(String path, Node node) {
    String key = Setting.name(path);
    if (isNull(node)) {
      problems.add(place(node), key + " is empty: give a value, or take the key out");
    } else if (ConfigKeys.find(path).orElseThrow().type().isList()) {
      texts(key, node).ifPresent(texts -> given(path, node, texts));
    } else if (node instanceof ScalarNode scalar) {
      given(path, node, List.of(scalar.getValue()));
    } else {
      problems.add(place(node), key + " must be a single value");
    }
  }

  private void given(String path, Node node, List<String> texts) {
    settings.value(path, new Given(place(node), texts, folder));
  }

  private Optional<List<String>> texts(String key, Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(place(node), key + " must be a list, such as [a, b]");
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      if (!(element instanceof ScalarNode scalar) || isNull(element)) {
        problems.add(place(element), "each of " + key + " must be a single value");
        return Optional.empty();
      }
      texts.add(scalar.getValue());
    }
    return Optional.of(texts);
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private Place place(Node node) {
    return node.getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1))
        .orElseGet(() -> Place.of(file));
  }
}
