package io.mqttspec.conformance.model;

/** MQTT's topic filters. */
final class TopicFilters {

  private TopicFilters() {}

  /** Whether a filter covers a topic; a shared subscription as its filter does. */
  static boolean matches(String filter, String topic) {
    if (filter.indexOf('+') < 0 && filter.indexOf('#') < 0 && !filter.startsWith("$share/")) {
      return filter.equals(topic);
    }
    String[] levels = unshared(filter).split("/", -1);
    String[] names = topic.split("/", -1);
    if (topic.startsWith("$") && !levels[0].equals(names[0])) {
      return false;
    }
    for (int i = 0; i < levels.length; i++) {
      if (levels[i].equals("#")) {
        return true;
      }
      if (i == names.length || !(levels[i].equals("+") || levels[i].equals(names[i]))) {
        return false;
      }
    }
    return levels.length == names.length;
  }

  /** Whether the wild cards of a filter stand where MQTT allows them. */
  static boolean isFilter(String filter) {
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean wild = levels[i].contains("#") || levels[i].contains("+");
      boolean last = i == levels.length - 1;
      if (wild && !levels[i].equals("+") && !(levels[i].equals("#") && last)) {
        return false;
      }
    }
    return !filter.isEmpty() && filter.indexOf('\0') < 0;
  }

  private static String unshared(String filter) {
    return filter.startsWith("$share/") ? filter.replaceFirst("\\$share/[^/]*/", "") : filter;
  }
}
