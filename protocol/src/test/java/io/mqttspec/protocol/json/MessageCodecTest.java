package io.mqttspec.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.message.ChangeOperation;
import io.mqttspec.protocol.message.MessageDecodingException;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.message.Response;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.JsonNumber;
import io.mqttspec.protocol.query.NamedCall;
import io.mqttspec.protocol.query.NullOrder;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Preload;
import io.mqttspec.protocol.query.Sort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {

  private static final String READ = "'id':'1','type':'request','operation':'read'";

  private final MessageCodec codec = MessageCodec.withDefaults();

  @Test
  void request_withAllParts_comesBackEqual() {
    JsonObject data = new JsonObject();
    data.add("exact", new JsonPrimitive(JsonNumber.of("1234567890123456789.10")));
    data.addProperty("text", "quotes \" \\ \n, אבג, \uD83D\uDE00");
    data.add("nothing", JsonNull.INSTANCE);
    JsonArray list = new JsonArray();
    list.add(1L);
    list.add(JsonNull.INSTANCE);
    Filter eq = Filter.of("a", Operator.EQ, JsonNull.INSTANCE);
    Filter in = Filter.of("b", Operator.IN, list);
    Filter isNull = Filter.of("c", Operator.IS_NULL, null);
    Request request =
        Request.builder(MessageType.REQUEST)
            .id("msg \"1\"")
            .operation(Operation.READ)
            .schema("public")
            .entity("users")
            .recordId(new JsonPrimitive(9007199254740993L))
            .data(data)
            .subscriptionId("sub")
            .options(
                Options.builder()
                    .columns(List.of("a", "b"))
                    .omitColumns(List.of("c"))
                    .filters(
                        List.of(
                            eq,
                            in.or(),
                            Filter.or(List.of(Filter.and(List.of(eq, in)), Filter.not(isNull))),
                            Filter.not(eq).or(),
                            Filter.and(List.of(eq)).or()))
                    .sort(
                        List.of(
                            Sort.asc("a"),
                            Sort.desc("b").withNulls(NullOrder.LAST),
                            Sort.asc("c").withNulls(NullOrder.FIRST)))
                    .limit(Long.MAX_VALUE)
                    .offset(0L)
                    .total(false)
                    .cursorForward(new JsonPrimitive("c1.x"))
                    .cursorBackward(new JsonPrimitive(9007199254740993L))
                    .fetchRowNumber(data)
                    .preloads(
                        List.of(
                            Preload.of("owner"),
                            Preload.builder("posts.comments")
                                .columns(List.of("a"))
                                .omitColumns(List.of("b"))
                                .filters(List.of(eq, in.or(), Filter.not(isNull)))
                                .sort(List.of(Sort.desc("a").withNulls(NullOrder.LAST)))
                                .limit(0L)
                                .recursive(true)
                                .build()))
                    .computedColumns(List.of(NamedCall.of("age"), NamedCall.of("exact", data)))
                    .namedOperators(List.of(NamedCall.of("near", data)))
                    .build())
            .build();

    assertThat(codec.decodeRequest(codec.encode(request))).isEqualTo(request);
  }

  @Test
  void request_isWrittenInFewWords() {
    Request request =
        Request.builder(MessageType.REQUEST)
            .id("1")
            .operation(Operation.READ)
            .entity("users")
            .build();

    assertThat(text(codec.encode(request)))
        .isEqualTo(json("{'id':'1','type':'request','operation':'read','entity':'users'}"));
  }

  @Test
  void request_thatIsIncomplete_isNotSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(Request.builder(MessageType.REQUEST).id("1").build()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                codec.encode(
                    Request.builder(MessageType.REQUEST).operation(Operation.READ).build()));
    assertThat(text(codec.encode(Request.builder(MessageType.PING).build())))
        .isEqualTo(json("{'type':'ping'}"));
  }

  @Test
  void request_withNaN_isNotSent() {
    Request request =
        Request.builder(MessageType.REQUEST)
            .id("1")
            .operation(Operation.CREATE)
            .data(new JsonPrimitive(Double.NaN))
            .build();

    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(request));
  }

  @Test
  void nulls_countAsAbsent() {
    Request request =
        request(
            "{"
                + READ
                + ",'schema':null,'entity':null,'record_id':null,'data':null,'options':null,"
                + "'subscription_id':null}");

    assertThat(request)
        .isEqualTo(Request.builder(MessageType.REQUEST).id("1").operation(Operation.READ).build());
    assertThat(
            request(
                    "{"
                        + READ
                        + ",'options':{'columns':null,'omit_columns':null,'filters':null,"
                        + "'sort':null,'limit':null,'offset':null,'total':null,'preload':null,"
                        + "'cursor_forward':null,'cursor_backward':null,'fetch_row_number':null,"
                        + "'computedColumns':null,'computed_columns':null,'where':null,"
                        + "'customOperators':null,'custom_operators':null}}")
                .options())
        .isEqualTo(Options.none());
  }

  @Test
  void unknownFields_areIgnored() {
    assertThat(
            request(
                "{'new':{'deep':[1]},"
                    + READ
                    + ",'options':{'new':1,'sort':[{'column':'a','new':2}],"
                    + "'filters':[{'column':'a','operator':'eq','value':1,'new':3}]}}"))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sql_joins", "joins", "where", "resume_from", "transitions"})
  void reservedOptions_areSeen_whateverTheyHold(String option) {
    for (String value : List.of("1", "'x'", "true", "[]", "{}")) {
      assertThat(
              request("{" + READ + ",'options':{'" + option + "':" + value + "}}")
                  .options()
                  .reserved())
          .containsExactly(option);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'c1.x'", "''", "7", "9007199254740993", "{'a':1,'b':'x'}"})
  void cursorAndRowNumber_takeWhatAKeyMayBe(String key) {
    String options = "{'cursor_forward':K,'cursor_backward':K,'fetch_row_number':K}";
    JsonElement json = JsonParser.parseString(json(key));

    Options read = request("{" + READ + ",'options':" + options.replace("K", key) + "}").options();

    assertThat(read.cursorForward()).hasToString(json.toString());
    assertThat(read.cursorBackward()).hasToString(json.toString());
    assertThat(read.fetchRowNumber()).hasToString(json.toString());
  }

  @Test
  void namedCalls_areReadUnderEitherName() {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("km", 5L);
    parameters.add("note", JsonNull.INSTANCE);
    String calls = "[{'name':'near','parameters':{'km':5,'note':null}},{'name':'own'}]";
    for (String option : List.of("computed_columns", "computedColumns")) {
      assertThat(
              request("{" + READ + ",'options':{'" + option + "':" + calls + "}}")
                  .options()
                  .computedColumns())
          .containsExactly(NamedCall.of("near", parameters), NamedCall.of("own"));
    }
    for (String option : List.of("custom_operators", "customOperators")) {
      assertThat(
              request("{" + READ + ",'options':{'" + option + "':" + calls + "}}")
                  .options()
                  .namedOperators())
          .containsExactly(NamedCall.of("near", parameters), NamedCall.of("own"));
    }
  }

  @Test
  void sort_takesDirectionInAnyCase() {
    assertThat(
            request(
                    "{"
                        + READ
                        + ",'options':{'sort':[{'column':'a'},{'column':'b','direction':'DESC'},"
                        + "{'column':'c','direction':'Asc','nulls':'FIRST'}]}}")
                .options()
                .sort())
        .containsExactly(Sort.asc("a"), Sort.desc("b"), Sort.asc("c").withNulls(NullOrder.FIRST));
  }

  @Test
  void subscriptionId_isReadAtBothPlaces() {
    String unsubscribe = "'id':'1','type':'subscription','operation':'unsubscribe'";

    assertThat(request("{" + unsubscribe + ",'subscription_id':'s'}").subscriptionId())
        .isEqualTo("s");
    assertThat(request("{" + unsubscribe + ",'data':{'subscription_id':'s'}}").subscriptionId())
        .isEqualTo("s");
    assertThat(request("{" + READ + ",'data':{'subscription_id':'column'}}").subscriptionId())
        .isNull();
    assertRefused(
        "{" + unsubscribe + ",'subscription_id':'s','data':{'subscription_id':'t'}}",
        "invalid_message",
        "data.subscription_id",
        "1");
  }

  @Test
  void ping_needsNoId() {
    assertThat(request("{'type':'ping'}")).isEqualTo(Request.builder(MessageType.PING).build());
    assertThat(request("{'id':'p','type':'ping','operation':7}").id()).isEqualTo("p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "9223372036854775807", "10.0", "1e2"})
  void limit_takesWholeNumbers(String limit) {
    assertThat(request("{" + READ + ",'options':{'limit':" + limit + "}}").options().limit())
        .isEqualTo(new java.math.BigDecimal(limit).longValueExact());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|invalid_message||",
        "'text'|invalid_message||",
        "5|invalid_message||",
        "null|invalid_message||",
        "{}|invalid_message|type|",
        "{'id':'1'}|invalid_message|type|1",
        "{'id':'1','type':5}|invalid_message|type|1",
        "{'id':'1','type':'nonsense'}|invalid_message_type|type|1",
        "{'id':'1','type':'response'}|invalid_message_type|type|1",
        "{'id':'1','type':'REQUEST'}|invalid_message_type|type|1",
        "{'type':'request','operation':'read'}|invalid_message|id|",
        "{'id':null,'type':'request','operation':'read'}|invalid_message|id|",
        "{'id':5,'type':'request','operation':'read'}|invalid_message|id|",
        "{'id':'','type':'request','operation':'read'}|invalid_message|id|",
        "{'id':['1'],'type':'ping'}|invalid_message|id|",
        "{'id':'1','type':'request'}|invalid_message|operation|1",
        "{'id':'1','type':'request','operation':5}|invalid_message|operation|1",
        "{'id':'1','type':'request','operation':'upsert'}|invalid_operation|operation|1",
        "{'id':'1','type':'request','operation':'subscribe'}|invalid_operation|operation|1",
        "{'id':'1','type':'subscription','operation':'read'}"
            + "|invalid_subscription_operation|operation|1",
        "{'id':'1','type':'subscription'}|invalid_message|operation|1",
        "{R,'schema':5}|invalid_message|schema|1",
        "{R,'entity':{}}|invalid_message|entity|1",
        "{R,'record_id':true}|invalid_message|record_id|1",
        "{R,'record_id':[1]}|invalid_message|record_id|1",
        "{R,'subscription_id':5}|invalid_message|subscription_id|1",
        "{R,'options':[]}|invalid_message|options|1",
        "{R,'options':'x'}|invalid_message|options|1",
        "{R,'options':{'columns':'a'}}|invalid_option|options.columns|1",
        "{R,'options':{'columns':['a',5]}}|invalid_option|options.columns[1]|1",
        "{R,'options':{'columns':[null]}}|invalid_option|options.columns[0]|1",
        "{R,'options':{'omit_columns':{}}}|invalid_option|options.omit_columns|1",
        "{R,'options':{'sort':'a'}}|invalid_option|options.sort|1",
        "{R,'options':{'sort':['a']}}|invalid_option|options.sort[0]|1",
        "{R,'options':{'sort':[{}]}}|invalid_option|options.sort[0].column|1",
        "{R,'options':{'sort':[{'column':5}]}}|invalid_option|options.sort[0].column|1",
        "{R,'options':{'sort':[{'column':'a','direction':'up'}]}}"
            + "|invalid_option|options.sort[0].direction|1",
        "{R,'options':{'sort':[{'column':'a','direction':1}]}}"
            + "|invalid_option|options.sort[0].direction|1",
        "{R,'options':{'sort':[{'column':'a'},{'column':'a','nulls':'never'}]}}"
            + "|invalid_option|options.sort[1].nulls|1",
        "{R,'options':{'limit':-1}}|invalid_option|options.limit|1",
        "{R,'options':{'limit':1.5}}|invalid_option|options.limit|1",
        "{R,'options':{'limit':'10'}}|invalid_option|options.limit|1",
        "{R,'options':{'limit':true}}|invalid_option|options.limit|1",
        "{R,'options':{'limit':9223372036854775808}}|invalid_option|options.limit|1",
        "{R,'options':{'limit':1e999999999}}|invalid_option|options.limit|1",
        "{R,'options':{'limit':1e-999999999}}|invalid_option|options.limit|1",
        "{R,'options':{'offset':-1}}|invalid_option|options.offset|1",
        "{R,'options':{'offset':[]}}|invalid_option|options.offset|1",
        "{R,'options':{'total':'yes'}}|invalid_option|options.total|1",
        "{R,'options':{'cursor_forward':true}}|invalid_option|options.cursor_forward|1",
        "{R,'options':{'cursor_backward':[1]}}|invalid_option|options.cursor_backward|1",
        "{R,'options':{'fetch_row_number':[]}}|invalid_option|options.fetch_row_number|1",
        "{R,'options':{'preload':'posts'}}|invalid_option|options.preload|1",
        "{R,'options':{'preload':{'relation':'posts'}}}|invalid_option|options.preload|1",
        "{R,'options':{'preload':['posts']}}|invalid_option|options.preload[0]|1",
        "{R,'options':{'preload':[P,null]}}|invalid_option|options.preload[1]|1",
        "{R,'options':{'preload':[{}]}}|invalid_option|options.preload[0].relation|1",
        "{R,'options':{'preload':[P,{'relation':5}]}}"
            + "|invalid_option|options.preload[1].relation|1",
        "{R,'options':{'preload':[{'relation':'a','columns':'b'}]}}"
            + "|invalid_option|options.preload[0].columns|1",
        "{R,'options':{'preload':[{'relation':'a','omit_columns':['b',1]}]}}"
            + "|invalid_option|options.preload[0].omit_columns[1]|1",
        "{R,'options':{'preload':[{'relation':'a','limit':-1}]}}"
            + "|invalid_option|options.preload[0].limit|1",
        "{R,'options':{'preload':[{'relation':'a','recursive':'yes'}]}}"
            + "|invalid_option|options.preload[0].recursive|1",
        "{R,'options':{'preload':[{'relation':'a','sort':[{'column':'b'},"
            + "{'column':'c','direction':'up'}]}]}}"
            + "|invalid_option|options.preload[0].sort[1].direction|1",
        "{R,'options':{'preload':[{'relation':'a','filters':[{'column':'b','operator':'eq'},"
            + "{'column':'c','operator':'near'}]}]}}"
            + "|invalid_filter|options.preload[0].filters[1].operator|1",
        "{R,'options':{'preload':[{'relation':'a','filters':[{'not':{'or':[]}}]}]}}"
            + "|invalid_filter|options.preload[0].filters[0].not.or|1",
        "{R,'options':{'preload':[{'relation':'a','where':'1=1'}]}}"
            + "|invalid_option|options.preload[0].where|1",
        "{R,'options':{'preload':[P,{'relation':'a','sql_joins':[]}]}}"
            + "|invalid_option|options.preload[1].sql_joins|1",
        "{R,'options':{'preload':[{'relation':'a','computed_ql':{}}]}}"
            + "|invalid_option|options.preload[0].computed_ql|1",
        "{R,'options':{'preload':[{'relation':'a','offset':0}]}}"
            + "|invalid_option|options.preload[0].offset|1",
        "{R,'options':{'computed_columns':{'name':'a'}}}|invalid_option|options.computed_columns|1",
        "{R,'options':{'computedColumns':1}}|invalid_option|options.computedColumns|1",
        "{R,'options':{'computed_columns':['a']}}|invalid_option|options.computed_columns[0]|1",
        "{R,'options':{'computedColumns':[{'name':5}]}}"
            + "|invalid_option|options.computed_columns[0].name|1",
        "{R,'options':{'computed_columns':[{'name':'a','expression':'1+1'}]}}"
            + "|invalid_option|options.computed_columns[0].expression|1",
        "{R,'options':{'computed_columns':[],'computedColumns':[]}}"
            + "|invalid_option|options.computedColumns|1",
        "{R,'options':{'custom_operators':'a'}}|invalid_option|options.custom_operators|1",
        "{R,'options':{'custom_operators':[{}]}}|invalid_option|options.custom_operators[0].name|1",
        "{R,'options':{'custom_operators':[{'name':'a','parameters':[1]}]}}"
            + "|invalid_option|options.custom_operators[0].parameters|1",
        "{R,'options':{'customOperators':[{'name':'a'},{'name':'a','sql':'1=1'}]}}"
            + "|invalid_option|options.custom_operators[1].sql|1",
        "{R,'options':{'custom_operators':[],'customOperators':[]}}"
            + "|invalid_option|options.customOperators|1",
        "{R,'options':{'filters':{}}}|invalid_filter|options.filters|1",
        "{R,'options':{'filters':[5]}}|invalid_filter|options.filters[0]|1",
        "{R,'options':{'filters':[{}]}}|invalid_filter|options.filters[0].column|1",
        "{R,'options':{'filters':[{'column':'a'}]}}"
            + "|invalid_filter|options.filters[0].operator|1",
        "{R,'options':{'filters':[{'column':'a','operator':'near'}]}}"
            + "|invalid_filter|options.filters[0].operator|1",
        "{R,'options':{'filters':[{'column':'a','operator':'eq','logic_operator':'nor'}]}}"
            + "|invalid_filter|options.filters[0].logic_operator|1",
        "{R,'options':{'filters':[{'or':[]}]}}|invalid_filter|options.filters[0].or|1",
        "{R,'options':{'filters':[{'and':null}]}}|invalid_filter|options.filters[0].and|1",
        "{R,'options':{'filters':[{'not':[]}]}}|invalid_filter|options.filters[0].not|1",
        "{R,'options':{'filters':[{'not':{'column':5}}]}}"
            + "|invalid_filter|options.filters[0].not.column|1",
        "{R,'options':{'filters':[{'or':[{'column':'a','operator':'eq'}],'column':'a'}]}}"
            + "|invalid_filter|options.filters[0]|1",
        "{R,'options':{'filters':[{'not':{'column':'a','operator':'eq',"
            + "'logic_operator':'and'}}]}}|invalid_filter|options.filters[0].not.logic_operator|1",
        // The id is found wherever it stands, even if what is before or after it is no JSON.
        "{'type':'request','options':7,'operation':'read','id':'9'}|invalid_message|options|9",
        "{'id':'9','type':}|invalid_message||9",
        "{'id':'9','type':'request','type':'request'}|invalid_message||9",
        "{'id':'9','id':'9','type':'request'}|invalid_message||",
        "{'id':'9'} trailing|invalid_message||9",
        "{'type':,'id':'9'}|invalid_message||",
      })
  void request_thatIsWrong_isRefused(String text, String code, String path, String requestId) {
    assertRefused(
        text.replace("{R", "{" + READ).replace("[P,", "[{'relation':'posts'},"),
        code,
        path,
        requestId);
  }

  @Test
  void id_hasUpTo256Characters() {
    String emoji = "\uD83D\uDE00".repeat(256);

    assertThat(request("{'id':'" + emoji + "','type':'ping'}").id()).isEqualTo(emoji);
    assertRefused("{'id':'" + emoji + "x','type':'ping'}", "invalid_message", "id", null);
  }

  @Test
  void message_countsAsDepthOne() {
    MessageCodec shallow = MessageCodec.of(JsonLimits.of(2, 10));

    assertThat(shallow.decodeRequest(bytes("{'type':'ping','data':[]}"))).isNotNull();
    assertThatExceptionOfType(MessageDecodingException.class)
        .isThrownBy(() -> shallow.decodeRequest(bytes("{'id':'1','type':'ping','data':[[]]}")))
        .satisfies(e -> assertThat(e.requestId()).isEqualTo("1"));
  }

  @Test
  void message_ofGreatDepth_isRefusedWithItsId() {
    assertRefused(
        "{'id':'1','data':" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
        "invalid_message",
        null,
        "1");
  }

  @Test
  void response_withAllParts_comesBackEqual() {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("total", 50L);
    JsonArray data = new JsonArray();
    data.add(new JsonPrimitive(JsonNumber.of("0.1234567890123456789012345")));
    Response success =
        Response.success("\uD83D\uDE00\"", data)
            .metadata(metadata)
            .timestamp("2026-01-01T00:00:00Z")
            .build();
    Response failure =
        Response.failure("", ErrorInfo.of(ErrorCode.INVALID_DATA, "too long").withPath("data.a"))
            .metadata(metadata)
            .build();

    assertThat(codec.decodeResponse(codec.encode(success))).isEqualTo(success);
    assertThat(codec.decodeResponse(codec.encode(failure))).isEqualTo(failure);
  }

  @Test
  void failure_isSentWithoutData() {
    Response failure =
        Response.failure("1", ErrorInfo.of(ErrorCode.NOT_FOUND, "no such row"))
            .data(new JsonPrimitive(1))
            .build();

    assertThat(text(codec.encode(failure)))
        .isEqualTo(
            json(
                "{'id':'1','type':'response','success':false,"
                    + "'error':{'code':'not_found','message':'no such row'}}"));
  }

  @Test
  void response_ofTheSeedFamily_needsNoType() {
    Response response = codec.decodeResponse(bytes("{'id':'1','success':true,'error':null}"));

    assertThat(response.type()).isEqualTo(MessageType.RESPONSE);
    assertThat(response.success()).isTrue();
    assertThat(response.data()).isEqualTo(JsonNull.INSTANCE);
  }

  @Test
  void error_withUnknownCode_keepsIt() {
    Response response =
        codec.decodeResponse(bytes("{'id':'1','success':false,'error':{'code':'brand_new'}}"));

    assertThat(response.error()).isNotNull();
    assertThat(response.error().codeName()).isEqualTo("brand_new");
    assertThat(response.error().code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'1'}",
        "{'id':'1','success':'yes'}",
        "{'id':'1','success':true,'error':{'code':'x','message':'y'}}",
        "{'id':'1','success':false,'error':'x'}",
        "{'id':'1','success':false,'error':{'message':'y'}}",
        "{'id':'1','success':true,'metadata':[]}",
        "{'id':'1','success':true,'timestamp':5}",
        "{'id':'1','success':true,'type':'request'}",
      })
  void response_thatIsWrong_isRefusedWithItsId(String text) {
    assertThatExceptionOfType(MessageDecodingException.class)
        .isThrownBy(() -> codec.decodeResponse(bytes(text)))
        .satisfies(e -> assertThat(e.requestId()).isEqualTo("1"));
  }

  @Test
  void notification_comesBackEqual() {
    JsonObject row = new JsonObject();
    row.add("id", new JsonPrimitive(Long.MIN_VALUE));
    row.add("nothing", JsonNull.INSTANCE);
    JsonObject metadata = new JsonObject();
    metadata.addProperty("seq", 1);
    Notification notification =
        Notification.builder(ChangeOperation.UPDATE, "sub")
            .schema("public")
            .entity("users")
            .data(row)
            .metadata(metadata)
            .timestamp("2026-01-01T00:00:00Z")
            .build();

    assertThat(codec.decodeNotification(codec.encode(notification))).isEqualTo(notification);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'operation':'create','subscription_id':'s','entity':'e'}",
        "{'type':'response','operation':'create','subscription_id':'s','entity':'e'}",
        "{'type':'notification','subscription_id':'s','entity':'e'}",
        "{'type':'notification','operation':'read','subscription_id':'s','entity':'e'}",
        "{'type':'notification','operation':'create','entity':'e'}",
        "{'type':'notification','operation':'create','subscription_id':'s'}",
        "{'type':'notification','operation':'create','subscription_id':'s','entity':'e','data':[]}",
      })
  void notification_thatIsWrong_isRefused(String text) {
    assertThatExceptionOfType(MessageDecodingException.class)
        .isThrownBy(() -> codec.decodeNotification(bytes(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "\u00e9\u07ff\u0800\uffff",
        "\uD83D\uDE00",
        "\ud83d",
        "\ude00",
        "\ude00\ud83d",
        "a\ud83d\ud83d\ude00b",
        "\u0000\u001f\"\\/",
        "\u2028\u2029",
      })
  void text_comesBackAsItWas(String id) {
    byte[] encoded = codec.encode(Response.success(id, JsonNull.INSTANCE).build());

    assertThat(codec.decodeResponse(encoded).id()).isEqualTo(id);
  }

  @Test
  void longText_comesBackAsItWas() {
    String id = "\uD83D\uDE00é".repeat(10_000);

    byte[] encoded = codec.encode(Response.success(id, JsonNull.INSTANCE).build());

    assertThat(codec.decodeResponse(encoded).id()).isEqualTo(id);
  }

  @Test
  void error_neverEchoesMuchInput() {
    String longName = "x".repeat(10_000);
    for (String text :
        List.of(
            "{'id':'1','type':'" + longName + "'}",
            "{'id':'1','type':'request','operation':'" + longName + "'}",
            "{" + READ + ",'options':{'filters':[{'column':'a','operator':'" + longName + "'}]}}",
            "{" + READ + ",'options':{'preload':[{'relation':'a','" + longName + "':1}]}}",
            "{" + READ + ",'options':{'custom_operators':[{'name':'a','" + longName + "':1}]}}",
            "{" + READ + ",'" + longName + "':1,'" + longName + "':1}")) {
      assertThatExceptionOfType(MessageDecodingException.class)
          .isThrownBy(() -> codec.decodeRequest(bytes(text)))
          .satisfies(e -> assertThat(e.error().toString()).hasSizeLessThan(250));
    }
  }

  private Request request(String text) {
    return codec.decodeRequest(bytes(text));
  }

  private void assertRefused(String text, String code, String path, String requestId) {
    assertThatExceptionOfType(MessageDecodingException.class)
        .isThrownBy(() -> codec.decodeRequest(bytes(text)))
        .satisfies(
            e -> {
              assertThat(e.error().codeName()).isEqualTo(code);
              assertThat(e.requestId()).isEqualTo(requestId == null ? "" : requestId);
              JsonObject details = e.error().details();
              if (path == null) {
                assertThat(details).isNull();
              } else {
                assertThat(details).isNotNull();
                assertThat(details.get("path").getAsString()).isEqualTo(path);
              }
            });
  }

  private static byte[] bytes(String text) {
    return json(text).getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
