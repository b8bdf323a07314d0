package io.mqttspec.conformance.model;

/** One column that rows are ordered by. */
public record SortKey(Column column, boolean descending, boolean nullsFirst) {}
