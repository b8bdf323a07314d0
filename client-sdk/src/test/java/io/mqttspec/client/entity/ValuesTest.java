package io.mqttspec.client.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mqttspec.client.query.Field;
import java.util.ArrayList;
import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class ValuesTest {

  @Test
  void equality_isByValue() {
    EqualsVerifier.forClass(Page.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClass(Change.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClass(Patch.class).suppress(Warning.NULL_FIELDS).verify();
    JsonObject other = new JsonObject();
    other.addProperty("version", 1);
    EqualsVerifier.forClass(EntityMeta.class)
        .withPrefabValues(JsonObject.class, new JsonObject(), other)
        .suppress(Warning.NULL_FIELDS)
        .verify();
  }

  @Test
  void aPatch_keepsWhatWasSaid_andIsNotChangedByTheNext() {
    Field<Integer> count = Field.number("count");
    Patch first = Patch.of("status", "open");
    Patch second = first.set(count, 2).setNull("note").set("status", "done");
    assertThat(first.values()).containsOnlyKeys("status").containsEntry("status", "open");
    assertThat(second.values())
        .containsEntry("status", "done")
        .containsEntry("count", 2)
        .containsEntry("note", null)
        .hasSize(3);
    assertThat(Patch.ofNull("note")).isNotEqualTo(first).isEqualTo(Patch.ofNull("note"));
    assertThatThrownBy(() -> first.values().put("a", 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Patch.of("", 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPage_isACopy() {
    List<Integer> rows = new ArrayList<>(List.of(1));
    Page<Integer> page = Page.builder(rows).build();
    rows.add(2);
    assertThat(page.rows()).containsExactly(1);
    assertThat(page.total()).isEmpty();
  }

  @Test
  void aDescription_isReadInBothForms() {
    EntityMeta plain =
        EntityMeta.of(
            JsonParser.parseString(
                    "{\"schema\":\"public\",\"table_name\":\"t\",\"primary_key\":[\"a\",\"b\"],"
                        + "\"columns\":[\"a\",\"b\"]}")
                .getAsJsonObject());
    assertThat(plain.schema()).hasValue("public");
    assertThat(plain.entity()).isEmpty();
    assertThat(plain.tableName()).hasValue("t");
    assertThat(plain.primaryKey()).containsExactly("a", "b");
    assertThat(plain.columns()).containsExactly("a", "b");
  }
}
