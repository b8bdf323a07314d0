package io.mqttspec.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file, the environment and flags give: the texts of settings, each with its place. What
 * comes later replaces what came before. For one thread.
 */
final class GivenSettings {

  /**
   * A setting's value as it was written.
   *
   * @param folder where relative paths begin
   */
  record Given(Place place, List<String> texts, Path folder) {}

  private final Problems problems;
  private final Map<String, Given> values = new LinkedHashMap<>();
  private final Map<String, Place> sections = new LinkedHashMap<>();

  GivenSettings(Problems problems) {
    this.problems = problems;
  }

  /** The values by the path of their setting. */
  Map<String, Given> values() {
    return values;
  }

  /** The sections that are there by themselves, even if they are empty. */
  Map<String, Place> sections() {
    return sections;
  }

  void section(String path, Place place) {
    sections.put(path, place);
  }

  /** Takes the value of a path that leads to a setting, or to the file of a secret. */
  void value(String path, Given given) {
    if (path.endsWith(Setting.FILE) && ConfigKeys.find(path).orElseThrow().type().isSecret()) {
      secretFile(path.substring(0, path.length() - Setting.FILE.length()), given);
    } else {
      values.put(path, given);
    }
  }

  private void secretFile(String path, Given given) {
    Given before = values.get(path);
    if (before != null && before.place().source().equals(given.place().source())) {
      problems.add(
          given.place(),
          Setting.name(path) + " and " + Setting.name(path) + Setting.FILE + " exclude each other");
      return;
    }
    String name = given.texts().get(0);
    try {
      Path file = given.folder().resolve(name);
      String text = Files.readString(file).replaceFirst("\\R\\z", "");
      values.put(path, new Given(given.place(), List.of(text), given.folder()));
    } catch (IOException | InvalidPathException e) {
      problems.add(
          given.place(), "the file " + name + " of " + Setting.name(path) + " can't be read");
    }
  }

  /** Takes the variables that are meant for the server. Empty ones count as not there. */
  void environment(Map<String, String> variables, List<String> ofTheLauncher) {
    Map<String, String> paths = new LinkedHashMap<>();
    ConfigKeys.paths().forEach(path -> paths.put(Setting.variable(path), path));
    Path folder = Path.of("");
    variables.forEach(
        (name, text) -> {
          if (!name.startsWith(Setting.variable("")) || ofTheLauncher.contains(name)) {
            return;
          }
          Place place = Place.of(name);
          String path = paths.get(name);
          if (path == null) {
            problems.add(
                place,
                "there is no such setting; did you mean " + Nearest.of(name, paths.keySet()) + "?");
          } else if (!text.isEmpty()) {
            List<String> texts = ConfigKeys.find(path).orElseThrow().type().split(text);
            value(path, new Given(place, texts, folder));
          }
        });
  }

  /** Takes a flag. */
  void flag(Place place, String path, String text) {
    if (ConfigKeys.find(path).isEmpty()) {
      problems.unknown(place, "setting", path, Nearest.of(path, ConfigKeys.paths()));
      return;
    }
    List<String> texts = ConfigKeys.find(path).orElseThrow().type().split(text);
    value(path, new Given(place, texts, Path.of("")));
  }
}
