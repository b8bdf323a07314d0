package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.server.config.ConfigAssembly.MissingKeyException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads a {@link ServerConfig} from a YAML file, environment variables and flags. A flag counts
 * above a variable, a variable above the file, and what none of them gives is at its default. For
 * one thread.
 *
 * <p>The variable of a setting is its path in upper case: {@code broker.port} is {@code
 * MQTTSPEC_BROKER_PORT}. Paths in the file begin at its own folder, those of variables and flags at
 * the working directory. A secret may be given by {@code _file} behind its key: the file that holds
 * it.
 */
public final class ConfigSources {

  /** Variables that are read before Java is there. */
  private static final List<String> OF_THE_LAUNCHER =
      List.of("MQTTSPEC_JAVA_OPTS", "MQTTSPEC_CLASSPATH");

  private record Step(Place place, UnaryOperator<ConfigAssembly> step) {}

  private final Problems problems = new Problems();
  private final GivenSettings given = new GivenSettings(problems);

  /**
   * Takes a YAML file.
   *
   * @throws ConfigurationException when it can't be read at all
   */
  @CanIgnoreReturnValue
  public ConfigSources file(Path file) {
    try {
      return yaml(file.toString(), file, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("there is no file " + file, e);
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new ConfigurationException(
          "the configuration file " + file + " can't be read: " + e, e);
    }
  }

  @CanIgnoreReturnValue
  ConfigSources yaml(String name, Path file, String text) {
    Path parent = file.getParent();
    new YamlSettings(name, parent == null ? Path.of("") : parent, given, problems).read(text);
    return this;
  }

  /** Takes the variables whose names begin with {@code MQTTSPEC_}. Empty ones are not counted. */
  @CanIgnoreReturnValue
  public ConfigSources environment(Map<String, String> variables) {
    given.environment(variables, OF_THE_LAUNCHER);
    return this;
  }

  /**
   * Takes a setting from a flag.
   *
   * @param flag what to call it when it is wrong
   * @param path such as {@code broker.port}
   * @param value its text; the elements of a list with commas between them
   */
  @CanIgnoreReturnValue
  public ConfigSources flag(String flag, String path, String value) {
    given.flag(Place.of(flag), path, value);
    return this;
  }

  /**
   * Puts the configuration together.
   *
   * @throws ConfigurationException with one line for each mistake: its place, what is wrong, and
   *     for an unknown name the nearest one that there is
   */
  public ServerConfig read() {
    Map<Step, String> refused = new LinkedHashMap<>();
    ConfigAssembly assembly = accept(steps(), refused);
    // Of what is missing, another mistake is often the reason.
    boolean onlyMissing = problems.isEmpty() && refused.values().stream().allMatch(String::isEmpty);
    List<String> told = new ArrayList<>();
    for (Map.Entry<Step, String> step : refused.entrySet()) {
      String message = step.getValue();
      if (onlyMissing) {
        message = missing(assembly, step.getKey());
      }
      if (!message.isEmpty() && !told.contains(message)) {
        told.add(message);
        problems.add(step.getKey().place(), message);
      }
    }
    problems.refuse();
    return assembly.build();
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    given
        .sections()
        .forEach(
            (section, place) ->
                steps.add(new Step(place, assembly -> assembly.withSection(section))));
    given
        .values()
        .forEach(
            (path, value) -> {
              Setting<?> setting = ConfigKeys.find(path).orElseThrow();
              try {
                Object read = setting.type().reader().read(value.texts(), value.folder());
                steps.add(new Step(value.place(), assembly -> assembly.with(setting, read)));
              } catch (IllegalArgumentException e) {
                problems.add(value.place(), setting.name() + " " + e.getMessage());
              }
            });
    return steps;
  }

  /**
   * Adds one value after the other, in whatever order they can be: some are right only beside
   * others. Those that are left over are wrong, and so the mistake of each is known by its place.
   *
   * @param refused filled with what is left over and why, an empty text where something is missing
   */
  private static ConfigAssembly accept(List<Step> steps, Map<Step, String> refused) {
    ConfigAssembly all = ConfigAssembly.empty();
    for (Step step : steps) {
      all = step.step().apply(all);
    }
    try {
      // Two values may be right only if neither comes before the other.
      ServerConfig unused = all.build();
      return all;
    } catch (ConfigurationException | MissingKeyException e) {
      return acceptOneByOne(steps, refused);
    }
  }

  private static ConfigAssembly acceptOneByOne(List<Step> steps, Map<Step, String> refused) {
    ConfigAssembly accepted = ConfigAssembly.empty();
    List<Step> waiting = new ArrayList<>(steps);
    int before;
    do {
      before = waiting.size();
      refused.clear();
      for (Iterator<Step> all = waiting.iterator(); all.hasNext(); ) {
        Step step = all.next();
        ConfigAssembly more = step.step().apply(accepted);
        try {
          ServerConfig unused = more.build();
          accepted = more;
          all.remove();
        } catch (ConfigurationException e) {
          refused.put(step, e.getMessage());
        } catch (MissingKeyException e) {
          refused.put(step, "");
        }
      }
    } while (waiting.size() < before);
    return accepted;
  }

  private static String missing(ConfigAssembly assembly, Step step) {
    try {
      ServerConfig unused = step.step().apply(assembly).build();
      throw new IllegalStateException("accepted, though it was refused before");
    } catch (MissingKeyException e) {
      return e.getMessage();
    }
  }
}
