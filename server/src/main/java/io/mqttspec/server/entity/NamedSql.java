package io.mqttspec.server.entity;

import io.mqttspec.server.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the application has registered under names for one entity. Immutable.
 *
 * @param computedColumns by their names, in the order of these
 * @param namedOperators by their names, in the order of these
 */
public record NamedSql(
    Map<String, ComputedColumn> computedColumns, Map<String, NamedOperator> namedOperators) {

  static final NamedSql NONE = new NamedSql(Map.of(), Map.of());

  /**
   * Checks them against an entity.
   *
   * @throws ConfigurationException for a name that means two things, or a column that there is not
   */
  static NamedSql of(
      Entity entity,
      List<Relation> relations,
      List<ComputedColumn> computedColumns,
      List<NamedOperator> namedOperators) {
    Map<String, ComputedColumn> columns = new TreeMap<>();
    for (ComputedColumn column : computedColumns) {
      String name = column.name();
      if (entity.rowType().indexOf(name) >= 0
          || relations.stream().anyMatch(relation -> relation.name().equals(name))
          || columns.put(name, column) != null) {
        throw new ConfigurationException(
            column + " of " + entity + " has the name of another column or of a relation");
      }
      column.sql().refuseUnknownColumns(entity);
    }
    Map<String, NamedOperator> operators = new TreeMap<>();
    for (NamedOperator operator : namedOperators) {
      if (operators.put(operator.name(), operator) != null) {
        throw new ConfigurationException(operator + " of " + entity + " is registered twice");
      }
      operator.sql().ifPresent(sql -> sql.refuseUnknownColumns(entity));
    }
    return new NamedSql(columns, operators);
  }
}
