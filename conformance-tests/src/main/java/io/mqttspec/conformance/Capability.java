package io.mqttspec.conformance;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names of what a target may be able to do, by which cases are skipped. They are written with
 * hyphens or underscores, in any case.
 */
public final class Capability {

  /** MQTT 5 connections are accepted; the kit finds out by itself. */
  static final String MQTT_5 = "mqtt5";

  /** The entities lie in the schema that applies where a request names none. */
  static final String DEFAULT_SCHEMA = "default-schema";

  /** The prefix of the capability to log in as a further identity of the target file. */
  static final String IDENTITY = "identity-";

  private static final List<String> CORE =
      List.of(
          "groups",
          "ilike",
          "between",
          "text-operators",
          "omit-columns",
          "meta",
          "arrays",
          "payload-limit",
          "mqtt-session");

  private static final List<String> EXTENSIONS =
      List.of(
          "pong",
          "nulls-order",
          "trees",
          "is-distinct",
          "proposed-subscription-id",
          "preconditions",
          "deleted-row",
          "meta-details",
          "meta-all",
          "meta-relations",
          "total-option",
          "event-seq",
          "event-columns",
          "cursors",
          "computed-columns",
          "named-operators",
          MQTT_5);

  private static final List<String> TRAITS =
      List.of("enforced-topics", "own-broker", "external-broker", DEFAULT_SCHEMA, "idempotent");

  /** Optional parts of the fixture, which its SQL tells of. */
  private static final List<String> FIXTURE =
      List.of(
          "many-to-many",
          "view",
          "enums",
          "security",
          "computed-columns-fixture",
          "named-operators-fixture",
          "hooks");

  private Capability() {}

  /** What Core asks of every implementation; each profile claims it. */
  public static List<String> core() {
    return CORE;
  }

  /** The extensions that the protocol specifies. */
  public static List<String> extensions() {
    return EXTENSIONS;
  }

  /** All names that a target file may have. */
  public static Set<String> known() {
    Set<String> known = new LinkedHashSet<>(CORE);
    known.addAll(EXTENSIONS);
    known.addAll(TRAITS);
    known.addAll(FIXTURE);
    Arrays.stream(RareValue.values()).forEach(rare -> known.add(rare.capability()));
    return known;
  }

  /** Where a target gets it from, in words. */
  public static String meaning(String name) {
    if (CORE.contains(name)) {
      return "Core; every profile claims it";
    } else if (name.equals(MQTT_5)) {
      return "MQTT 5 connections are accepted; the kit finds out by itself";
    } else if (EXTENSIONS.contains(name)) {
      return "an extension; the pong or the target file names it, the profile full claims it";
    } else if (name.equals("enforced-topics")) {
      return "the broker is the server's own, or as strict; the target file says so";
    } else if (name.equals("own-broker")) {
      return "the server is the broker, too; the target file says so";
    } else if (name.equals("external-broker")) {
      return "the server serves the clients of another broker; the target file says so";
    } else if (FIXTURE.contains(name)) {
      return "an optional part of the fixture, as its SQL tells; the target file says so";
    } else if (name.equals(DEFAULT_SCHEMA)) {
      return "the entities' schema is the default one; taken for granted where it is public";
    } else if (name.startsWith(IDENTITY)) {
      return "a user of this name under identities in the target file";
    }
    return Arrays.stream(RareValue.values()).anyMatch(rare -> rare.capability().equals(name))
        ? "the database holds such values; the kit tries by itself"
        : "the target file names it";
  }

  /** The one spelling of a name, whichever way it is written. */
  public static String normalized(String name) {
    String hyphened = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return hyphened.equals("filter-trees") ? "trees" : hyphened;
  }

  /** The one spelling of each. */
  static Set<String> normalized(Collection<String> names) {
    Set<String> spelled = new LinkedHashSet<>();
    names.forEach(name -> spelled.add(normalized(name)));
    return spelled;
  }
}
