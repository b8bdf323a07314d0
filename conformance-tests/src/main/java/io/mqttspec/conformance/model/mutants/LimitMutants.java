package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.model.Behaviour;
import java.util.ArrayList;
import java.util.List;

/** Chapter 11: limits that are not kept, or one too early. */
final class LimitMutants {

  private static final List<String> LIMITS =
      List.of(
          "payload_bytes",
          "json_depth",
          "filters_per_request",
          "values_per_list",
          "rows_per_write",
          "preloads",
          "preload_depth",
          "preload_rows",
          "subscriptions_per_client",
          "id_length");

  private LimitMutants() {}

  static List<Mutant> all() {
    List<Mutant> mutants = new ArrayList<>();
    for (String limit : LIMITS) {
      mutants.add(
          new Mutant(
              "does-not-keep-" + limit.replace('_', '-'),
              "11.1.1",
              new Behaviour() {
                @Override
                public boolean exceeds(String name, long amount) {
                  return !name.equals(limit) && super.exceeds(name, amount);
                }
              }));
      mutants.add(
          new Mutant(
              "refuses-at-" + limit.replace('_', '-'),
              "11.1.2",
              new Behaviour() {
                @Override
                public boolean exceeds(String name, long amount) {
                  return super.exceeds(name, name.equals(limit) ? amount + 1 : amount);
                }
              }));
    }
    mutants.add(
        new Mutant(
            "counts-filters-of-lists-only",
            "11.1.2",
            new Behaviour() {
              @Override
              public int filterCount(JsonNode node) {
                return node.size();
              }
            }));
    mutants.add(
        new Mutant(
            "gives-pages-of-any-size",
            "4.3.1",
            new Behaviour() {
              @Override
              public int limit(JsonNode options, String path) {
                JsonNode limit = count(options, "limit", path);
                return limit.isInt() || limit.isBigInteger()
                    ? limit.bigIntegerValue().min(java.math.BigInteger.valueOf(10_000)).intValue()
                    : super.limit(options, path);
              }
            }));
    return mutants;
  }
}
