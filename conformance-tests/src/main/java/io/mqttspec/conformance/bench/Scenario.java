package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What the requests of a load do. */
enum Scenario {

  /** Reads by key. */
  READ {
    @Override
    RequestSource source(BenchTarget target, PreparedRows rows, Options.Rows options) {
      return RequestSource.of(templates(target, rows.reads(options.columns())));
    }
  },

  /** Updates by key. */
  WRITE {
    @Override
    RequestSource source(BenchTarget target, PreparedRows rows, Options.Rows options) {
      return RequestSource.of(updates(target, rows));
    }
  },

  /** Creates, whose rows are removed at the end. */
  CREATE {
    @Override
    RequestSource source(BenchTarget target, PreparedRows rows, Options.Rows options) {
      return RequestSource.of(templates(target, rows.creates()));
    }
  },

  /** Of ten requests eight reads by key, one page of 20 rows, one update by key. */
  MIXED {
    @Override
    RequestSource source(BenchTarget target, PreparedRows rows, Options.Rows options) {
      List<List<Template>> deck =
          new ArrayList<>(Collections.nCopies(8, templates(target, rows.reads(options.columns()))));
      deck.add(templates(target, rows.pages()));
      deck.add(updates(target, rows));
      return new RequestSource(deck, false);
    }
  };

  /**
   * The requests.
   *
   * @param rows what they may work on
   */
  abstract RequestSource source(BenchTarget target, PreparedRows rows, Options.Rows options);

  private static List<Template> updates(BenchTarget target, PreparedRows rows) {
    List<Template> updates =
        new ArrayList<>(templates(target, rows.updates("quantity", row -> row)));
    // A second value for each row, so that most updates change something.
    updates.addAll(templates(target, rows.updates("quantity", row -> -row)));
    return updates;
  }

  private static List<Template> templates(BenchTarget target, List<ObjectNode> requests) {
    return requests.stream().map(target::template).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
