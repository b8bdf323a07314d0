package io.mqttspec.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.StrictJson;
import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterCheckerTest {

  private static final RowType ROW =
      RowType.of(
          List.of(
              Column.of("whole", ColumnType.integer(32)),
              Column.of("price", ColumnType.decimal(5, 2)),
              Column.of("label", ColumnType.text()),
              Column.of("code", ColumnType.character(5)),
              Column.of("at", ColumnType.time(0)),
              Column.of("ratio", ColumnType.float32()),
              Column.of("doc", ColumnType.json()),
              Column.of("raw", ColumnType.binary(0)),
              Column.of("odd", ColumnType.other()),
              Column.of("free", ColumnType.decimal())));

  private static final Filter A = whole(1);
  private static final Filter B = whole(2);
  private static final Filter C = whole(3);
  private static final Filter D = whole(4);

  @Test
  void groups_areAFilterAndTheOrsAfterIt() {
    assertThat(check(A, B.or(), C, D.or()))
        .isEqualTo(
            CheckedFilter.and(
                CheckedFilter.or(List.of(check(A), check(B))),
                CheckedFilter.or(List.of(check(C), check(D)))));
    assertThat(check(A, B, C.or(), D))
        .isEqualTo(
            CheckedFilter.and(check(A), CheckedFilter.or(List.of(check(B), check(C))), check(D)));
    assertThat(check(A.or(), B)).isEqualTo(CheckedFilter.and(check(A), check(B)));
    assertThat(check()).isEqualTo(CheckedFilter.all());
  }

  @Test
  void trees_mayStandWhereFiltersStand() {
    assertThat(check(A, Filter.and(List.of(B, Filter.not(C))).or()))
        .isEqualTo(
            CheckedFilter.or(
                List.of(check(A), CheckedFilter.and(check(B), new CheckedFilter.Not(check(C))))));
    assertThatIllegalArgumentException().isThrownBy(() -> Filter.or(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Filter.and(List.of(A, B.or())));
    assertThatIllegalArgumentException().isThrownBy(() -> Filter.not(A.or()));
  }

  /** What a column cannot have is decided here, or becomes the value below it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole|eq|5|#0 EQ [5]",
        "whole|eq|5.0|#0 EQ [5]",
        "whole|eq|2.5|#0 IS NULL ? UNKNOWN : false",
        "whole|neq|2.5|#0 IS NULL ? UNKNOWN : true",
        "whole|gt|2.5|#0 GT [2]",
        "whole|gte|2.5|#0 GT [2]",
        "whole|lt|2.5|#0 LTE [2]",
        "whole|lte|2.5|#0 LTE [2]",
        "whole|gt|-2.5|#0 GT [-3]",
        "whole|gt|2147483648|#0 IS NULL ? UNKNOWN : false",
        "whole|lt|2147483648|#0 IS NULL ? UNKNOWN : true",
        "whole|gte|-2147483649|#0 IS NULL ? UNKNOWN : true",
        "whole|lte|-1e1000|#0 IS NULL ? UNKNOWN : false",
        "whole|is_distinct|2.5|true",
        "whole|is_not_distinct|2.5|false",
        "whole|is_distinct|5|#0 DISTINCT [5]",
        "whole|is_distinct|null|#0 IS NOT NULL",
        "whole|is_not_distinct|null|#0 IS NULL",
        "whole|eq|null|#0 IS NULL",
        "whole|neq|null|#0 IS NOT NULL",
        "whole|between|[1,5]|AND[#0 GT [1], #0 LT [5]]",
        "whole|between_inclusive|[1,5]|AND[#0 GTE [1], #0 LTE [5]]",
        "whole|in|[3,1,2,1.0]|#0 IN [1, 2, 3]",
        "whole|in|[1,2.5,null]|#0 IN [1] or NULL",
        "whole|in|[2.5]|#0 IS NULL ? UNKNOWN : false",
        "whole|not_in|[2.5]|#0 IS NULL ? UNKNOWN : true",
        "whole|in|[null]|#0 IN [] or NULL",
        "whole|in|null|#0 IN [] or NULL",
        "whole|not_in|7|#0 NEQ [7]",
        "whole|in|[]|false",
        "whole|not_in|[]|true",
        "price|lt|1.555|#1 LTE [1.55]",
        "price|eq|1.5|#1 EQ [1.5]",
        "price|eq|1.5000|#1 EQ [1.50]",
        "price|gt|1000|#1 IS NULL ? UNKNOWN : false",
        "free|gt|1000.123456|#9 GT [1000.123456]",
        "label|contains|\"5%\"|#2 ILIKE %5\\%%",
        "label|like|\"5%\"|#2 LIKE 5%",
        "label|empty||OR[#2 IS NULL, #2 EQ []]",
        "label|not_empty||AND[#2 IS NOT NULL, #2 NEQ []]",
        "whole|empty||#0 IS NULL",
        "whole|is_null|true|#0 IS NULL",
        "doc|not_empty||#6 IS NOT NULL",
        "odd|is_null||#8 IS NULL",
        "code|eq|\"ab \"|#3 IS NULL ? UNKNOWN : false",
        "code|gt|\"ab \"|#3 GT [ab ]",
        "at|lt|\"23:59:59.5\"|#4 LTE [23:59:59]",
        "at|eq|\"23:59:59.0\"|#4 EQ [23:59:59]",
        "ratio|eq|0.1|#5 EQ [0.10000000149011612]",
        "ratio|eq|1e39|#5 IS NULL ? UNKNOWN : false",
        "ratio|gt|1e39|#5 GT [3.4028234663852886E38]",
        "ratio|lte|-1e39|#5 LTE [-Infinity]",
        "raw|gt|\"AQ==\"|#7 GT [[1]]",
      })
  void filter_becomesOneOfFewForms(String column, String operator, String value, String form) {
    assertThat(check(filter(column, operator, value))).hasToString(form);
  }

  @Test
  void value_isCanonical() {
    assertThat(check(filter("price", "eq", "\"1.5\"")))
        .isEqualTo(new CheckedFilter.Comparison(1, Comparator.EQ, new BigDecimal("1.5")));
    assertThat(check(filter("raw", "in", "[\"AQ==\"]")))
        .isEqualTo(
            new CheckedFilter.In(7, Collections.singletonList(new byte[] {1}), false, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing|eq|1|column",
        "doc|eq|null|operator",
        "odd|eq|\"a\"|operator",
        "raw|contains|\"a\"|operator",
        "ratio|like|\"a\"|operator",
        "whole|eq||value",
        "whole|eq|[]|value",
        "whole|gt|null|value",
        "whole|between|[1]|value",
        "whole|between|[1,null]|value[1]",
        "whole|in|[1,\"x\"]|value[1]",
        "whole|in|{}|value",
        "whole|contains|5|value",
        "whole|is_null|false|value",
        "label|empty|\"\"|value",
        "label|eq|\"\\u0000\"|value",
        "label|contains|\"\\ud83d\"|value",
        "label|like|\"\\\\\"|value",
      })
  void filter_thatIsWrong_isRefusedWithItsPath(
      String column, String operator, String value, String path) {
    assertRefused("options.filters[1]." + path, A, filter(column, operator, value));
    assertRefused(
        "options.filters[0].or[1].not." + path,
        Filter.or(List.of(A, Filter.not(filter(column, operator, value)))));
  }

  @Test
  void limits_countTreesAndWhatIsInThem() {
    FilterLimits five = FilterLimits.of(5, 2);

    assertThat(
            FilterChecker.check(List.of(A, Filter.or(List.of(B, Filter.not(C)))), ROW, five, "f"))
        .isNotNull();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () ->
                FilterChecker.check(
                    List.of(A, Filter.or(List.of(B, Filter.not(C))), D), ROW, five, "f"))
        .satisfies(e -> assertThat(e.error().details()).hasToString("{\"path\":\"f\"}"));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> FilterChecker.check(List.of(filter("whole", "in", "[1,2,3]")), ROW, five, "f"))
        .satisfies(e -> assertThat(e.error().details()).hasToString("{\"path\":\"f[0].value\"}"));
  }

  @Test
  void message_doesNotEchoMuch() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> check(Filter.of("x".repeat(10_000), Operator.IS_NULL, null)))
        .satisfies(e -> assertThat(e.error().message()).hasSizeLessThan(150));
  }

  @Test
  void unknown_isNotTrueAndStaysUnknownUnderNot() {
    Row nulls = Row.of(ROW, new Object[ROW.size()]);
    List<Filter> unknown =
        List.of(
            filter("whole", "eq", "2.5"),
            filter("whole", "neq", "2147483648"),
            filter("whole", "gt", "1"),
            filter("whole", "in", "[1]"),
            filter("whole", "not_in", "[2.5]"),
            filter("whole", "in", "[null]"),
            filter("label", "like", "\"%\""),
            filter("code", "neq", "\"a \""));
    List<Filter> all = new ArrayList<>(unknown);
    for (Filter filter : unknown) {
      all.add(Filter.not(filter));
    }
    for (Filter filter : all) {
      assertThat(FilterMatcher.evaluate(check(filter), nulls))
          .as("%s", filter)
          .isEqualTo(Truth.UNKNOWN);
      assertThat(FilterMatcher.matches(check(filter), nulls)).isFalse();
    }
    Row five = row(5L);
    assertThat(FilterMatcher.evaluate(check(filter("whole", "not_in", "[5,null]")), five))
        .isEqualTo(Truth.FALSE);
    assertThat(FilterMatcher.evaluate(check(filter("whole", "not_in", "[6,null]")), five))
        .isEqualTo(Truth.UNKNOWN);
    assertThat(FilterMatcher.evaluate(check(filter("whole", "is_distinct", "5")), nulls))
        .isEqualTo(Truth.TRUE);
    assertThat(FilterMatcher.matches(CheckedFilter.all(), nulls)).isTrue();
  }

  @Test
  void operators_haveAliasesInAnyCase() {
    assertThat(Operator.of("BetweenInclusive")).contains(Operator.BETWEEN_INCLUSIVE);
    assertThat(Operator.of("<>")).contains(Operator.NEQ);
    assertThat(Operator.of("NULL")).contains(Operator.IS_NULL);
    assertThat(Operator.of("li\u212Ae")).isEmpty();
    assertThat(Operator.of(" eq")).isEmpty();
    for (Operator operator : Operator.values()) {
      assertThat(Operator.of(operator.wireName())).contains(operator);
    }
  }

  private static Row row(long whole) {
    Object[] values = new Object[ROW.size()];
    values[0] = whole;
    return Row.of(ROW, values);
  }

  private static CheckedFilter check(Filter... filters) {
    return FilterChecker.check(List.of(filters), ROW, FilterLimits.defaults(), "options.filters");
  }

  private static Filter whole(long value) {
    return Filter.of("whole", Operator.EQ, new JsonPrimitive(value));
  }

  private static Filter filter(String column, String operator, String value) {
    JsonElement json = value == null ? null : StrictJson.parse(value, 32);
    return Filter.of(column, Operator.of(operator).orElseThrow(), json);
  }

  private static void assertRefused(String path, Filter... filters) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> check(filters))
        .satisfies(
            refused -> {
              assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(refused.error().details()).hasToString("{\"path\":\"" + path + "\"}");
            });
  }
}
