package io.mqttspec.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.json.JsonLimits;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.message.Response;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Column;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.FilterLimits;
import io.mqttspec.protocol.query.JsonNumber;
import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.protocol.query.NamedCall;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Preload;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.protocol.query.RowType;
import io.mqttspec.protocol.query.Sort;
import io.mqttspec.protocol.topic.Topics;
import java.util.List;
import java.util.Locale;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import nl.jqno.equalsverifier.api.SingleTypeEqualsVerifierApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        ErrorInfo.class,
        Request.class,
        Response.class,
        Notification.class,
        Options.class,
        Preload.class,
        NamedCall.class,
        Sort.class,
        Column.class,
        ColumnType.class,
        FilterLimits.class,
        JsonLimits.class,
        JsonNumber.class,
        Row.class,
        CheckedFilter.Comparison.class,
        CheckedFilter.In.class,
        CheckedFilter.Like.class,
        CheckedFilter.IsNull.class,
        CheckedFilter.Known.class,
        CheckedFilter.Constant.class,
        CheckedFilter.And.class,
        CheckedFilter.Or.class,
        CheckedFilter.Not.class,
      })
  void equality_isThatOfAllParts(Class<?> type) {
    verifier(type).verify();
  }

  @Test
  void rowTypes_areEqualIfTheirColumnsAre() {
    verifier(RowType.class).withOnlyTheseFields("columns").verify();
  }

  @Test
  void patternsAndTopics_areEqualIfTheirTextIs() {
    verifier(LikePattern.class).withOnlyTheseFields("pattern").verify();
    verifier(Topics.class).withOnlyTheseFields("prefix").verify();
  }

  @Test
  void filters_areEqualIfAllPartsAre() {
    Filter a = Filter.of("a", Operator.EQ, new JsonPrimitive(1L));
    Filter b = Filter.of("b", Operator.EQ, new JsonPrimitive(1L));
    List<Filter> different =
        List.of(
            a,
            b,
            Filter.of("a", Operator.NEQ, new JsonPrimitive(1L)),
            Filter.of("a", Operator.EQ, new JsonPrimitive("1")),
            Filter.of("a", Operator.EQ, new JsonPrimitive(9007199254740992L)),
            Filter.of("a", Operator.EQ, new JsonPrimitive(JsonNumber.of("9007199254740993"))),
            Filter.of("a", Operator.EQ, null),
            a.or(),
            Filter.and(List.of(a)),
            Filter.and(List.of(a)).or(),
            Filter.and(List.of(a, b)),
            Filter.or(List.of(a)),
            Filter.or(List.of(a)).or(),
            Filter.not(a),
            Filter.not(a).or(),
            Filter.not(b));
    assertThat(different).doesNotHaveDuplicates();
    for (Filter filter : different) {
      assertThat(filter.or()).isEqualTo(filter.or()).hasSameHashCodeAs(filter.or());
    }
  }

  @Test
  void errorCodes_areFoundByTheirWireNames() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(ErrorCode.of(code.wireName())).contains(code);
      assertThat(code.wireName()).isEqualTo(code.name().toLowerCase(Locale.ROOT));
    }
    assertThat(ErrorCode.of("Not_Found")).isEmpty();
  }

  @Test
  void errorPath_joinsOtherDetails() {
    JsonObject details = new JsonObject();
    details.addProperty("kind", "unique");
    ErrorInfo error = ErrorInfo.of(ErrorCode.CONFLICT, "no").withDetails(details).withPath("data");

    assertThat(error.details()).hasToString("{\"kind\":\"unique\",\"path\":\"data\"}");
    assertThat(details.size()).isEqualTo(1);
  }

  private static SingleTypeEqualsVerifierApi<?> verifier(Class<?> type) {
    return EqualsVerifier.forClass(type)
        .withPrefabValues(
            JsonElement.class, new JsonPrimitive("red"), new JsonPrimitive(JsonNumber.of("1")))
        .withPrefabValues(JsonObject.class, object("red"), object("blue"))
        .withPrefabValues(ColumnType.class, ColumnType.text(), ColumnType.bool())
        .withPrefabValues(LikePattern.class, LikePattern.parse("red"), LikePattern.parse("black"))
        .suppress(Warning.NULL_FIELDS);
  }

  private static JsonObject object(String value) {
    JsonObject object = new JsonObject();
    object.addProperty("key", value);
    return object;
  }
}
