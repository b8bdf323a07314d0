package io.mqttspec.server.query;

import io.mqttspec.protocol.query.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many pairs of a row and a filter there were for each operator and column, and matched. */
final class FilterTally {

  private static final class Cell {
    private int pairs;
    private int matches;
  }

  private final List<String> columns;
  private final Map<Operator, Map<String, Cell>> cells = new TreeMap<>();
  private final Cell combined = new Cell();

  FilterTally(List<String> columns) {
    this.columns = columns;
  }

  void count(Operator operator, String column, int pairs, int matches) {
    add(
        cells
            .computeIfAbsent(operator, o -> new TreeMap<>())
            .computeIfAbsent(column, c -> new Cell()),
        pairs,
        matches);
  }

  /** Counts a group or a tree. */
  void countCombined(int pairs, int matches) {
    add(combined, pairs, matches);
  }

  private static void add(Cell cell, int pairs, int matches) {
    cell.pairs += pairs;
    cell.matches += matches;
  }

  int pairs() {
    int pairs = combined.pairs;
    for (Map<String, Cell> row : cells.values()) {
      pairs += row.values().stream().mapToInt(cell -> cell.pairs).sum();
    }
    return pairs;
  }

  /** Where fewer than a tenth match, or fewer than a tenth do not: {@code operator column}. */
  List<String> lopsided() {
    List<String> lopsided = new ArrayList<>();
    cells.forEach(
        (operator, row) ->
            row.forEach(
                (column, cell) -> {
                  if (cell.matches * 10 < cell.pairs || cell.matches * 10 > cell.pairs * 9) {
                    lopsided.add(operator.wireName() + " " + column);
                  }
                }));
    return lopsided;
  }

  /** Matches of pairs, a line for each operator and a column for each column. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder("%-18s".formatted("matches/pairs"));
    for (String column : columns) {
      table.append("%12s".formatted(column));
    }
    cells.forEach(
        (operator, row) -> {
          table.append("%n%-18s".formatted(operator.wireName()));
          for (String column : columns) {
            Cell cell = row.get(column);
            table.append("%12s".formatted(cell == null ? "-" : cell.matches + "/" + cell.pairs));
          }
        });
    return table
        .append(
            "%n%-18s%12s".formatted("groups and trees", combined.matches + "/" + combined.pairs))
        .toString();
  }
}
