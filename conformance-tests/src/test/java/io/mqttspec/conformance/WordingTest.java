package io.mqttspec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.Target.EntityNames;
import io.mqttspec.conformance.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  private static final Target RENAMED =
      Target.builder("localhost", 1)
          .entities(
              Map.of(
                  FixtureEntity.ITEMS,
                  new EntityNames("Product", Map.of("seen_zone", "seenZone", "id", "ID"))))
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'entity':'items'}|{'entity':'Product'}",
        "{'entity':'notes','data':{'id':1}}|{'entity':'notes','data':{'id':1}}",
        "{'entity':'items','data':{'id':1,'name':'id'}}|{'entity':'Product','data':{'ID':1,'name':'id'}}",
        "{'entity':'items','data':[{'seen_zone':null}]}|{'entity':'Product','data':[{'seenZone':null}]}",
        "{'entity':'items','record_id':{'id':1}}|{'entity':'Product','record_id':{'ID':1}}",
        "{'entity':'items','record_id':'id'}|{'entity':'Product','record_id':'id'}",
        "{'entity':'items','options':{'columns':['id','x'],'omit_columns':['seen_zone']}}"
            + "|{'entity':'Product','options':{'columns':['ID','x'],'omit_columns':['seenZone']}}",
        "{'entity':'items','options':{'sort':[{'column':'id'}],'limit':1}}"
            + "|{'entity':'Product','options':{'sort':[{'column':'ID'}],'limit':1}}",
        "{'entity':'items','options':{'filters':[{'or':[{'not':{'column':'id','value':['id']}}]}]}}"
            + "|{'entity':'Product','options':{'filters':[{'or':[{'not':{'column':'ID','value':['id']}}]}]}}",
        "{'entity':'items','options':{'cursor_forward':{'id':1},'columns':5}}"
            + "|{'entity':'Product','options':{'cursor_forward':{'ID':1},'columns':5}}"
      })
  void request_isInTheTargetsWords(String kits, String targets) {
    assertThat(written(RENAMED, kits)).isEqualTo(json(targets));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'data':[{'ID':1,'seenZone':null}]}|{'data':[{'id':1,'seen_zone':null}]}",
        "{'data':{'ID':1},'metadata':{'deleted':{'ID':1}}}|{'data':{'id':1},'metadata':{'deleted':{'id':1}}}",
        "{'error':{'details':{'columns':['ID'],'path':'data[0].seenZone'}}}"
            + "|{'error':{'details':{'columns':['id'],'path':'data[0].seen_zone'}}}",
        "{'error':{'details':{'path':'options.filters[0].value'}}}"
            + "|{'error':{'details':{'path':'options.filters[0].value'}}}",
        "{'data':{'entity':'Product','primary_key':['ID'],'columns':[{'name':'ID'},{'name':'x'}],"
            + "'relations':[{'columns':['ID']}]}}"
            + "|{'data':{'entity':'items','primary_key':['id'],'columns':[{'name':'id'},{'name':'x'}],"
            + "'relations':[{'columns':['id']}]}}",
        "{'data':{'subscription_id':'s','entity':'Product'}}"
            + "|{'data':{'subscription_id':'s','entity':'items'}}"
      })
  void answer_isReadInTheKitsWords(String targets, String kits) {
    assertThat(read("items", targets)).isEqualTo(json(kits));
  }

  @Test
  void metaOfAllEntities_isReadInTheKitsWords() {
    assertThat(
            read(
                "*",
                "{'data':[{'entity':'Product','primary_key':['ID']},{'entity':'x','primary_key':['ID']}]}"))
        .isEqualTo(
            json(
                "{'data':[{'entity':'items','primary_key':['id']},{'entity':'x','primary_key':['ID']}]}"));
  }

  @Test
  void twoKeys_haveNoFormInTheReadmeProfile() {
    Target target = Target.builder("localhost", 1).profile(Profile.README).build();
    assertThatThrownBy(() -> written(target, "{'record_id':7,'data':{'id':8}}"))
        .isInstanceOf(SkippedException.class)
        .hasMessageContaining("profile readme");
  }

  @Test
  void notification_tellsItsEntityItself() {
    assertThat(read(null, "{'entity':'Product','data':{'ID':1}}"))
        .isEqualTo(json("{'entity':'items','data':{'id':1}}"));
    assertThat(read(null, "{'entity':'notes','data':{'ID':1}}"))
        .isEqualTo(json("{'entity':'notes','data':{'ID':1}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CORE|{'record_id':7}|{'record_id':7}",
        "FULL|{'record_id':7}|{'record_id':7}",
        "README|{'record_id':7}|{'data':{'id':7}}",
        "README|{'record_id':'7','data':{'name':'x'}}|{'data':{'name':'x','id':'7'}}",
        "README|{'record_id':{'a':1,'b':2}}|{'data':{'a':1,'b':2}}",
        "README|{'record_id':7,'data':[1]}|{'record_id':7,'data':[1]}",
        "README|{'options':{}}|{'options':{}}",
        "GO|{'record_id':7}|{'record_id':'7'}",
        "GO|{'record_id':'7'}|{'record_id':'7'}",
        "GO|{'data':{'id':7}}|{'data':{'id':7}}"
      })
  void key_standsWhereTheProfileHasIt(Profile profile, String kits, String targets) {
    Target target = Target.builder("localhost", 1).profile(profile).build();
    assertThat(written(target, kits)).isEqualTo(json(targets));
  }

  @Test
  void keyOfTwoColumns_hasNoFormInTheGoProfile() {
    Target target = Target.builder("localhost", 1).profile(Profile.GO).build();
    assertThatThrownBy(() -> written(target, "{'record_id':{'a':1,'b':2}}"))
        .isInstanceOf(SkippedException.class)
        .hasMessageContaining("profile go");
  }

  @Test
  void keyInData_isRenamed_too() {
    Target target = RENAMED.toBuilder().profile(Profile.README).build();
    assertThat(written(target, "{'entity':'items','record_id':7}"))
        .isEqualTo(json("{'entity':'Product','data':{'ID':7}}"));
  }

  private static ObjectNode written(Target target, String request) {
    ObjectNode json = json(request);
    new Wording(target).write(json);
    return json;
  }

  private static Object read(@Nullable String entity, String message) {
    return new Wording(RENAMED).read(entity, json(message));
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"'));
  }
}
