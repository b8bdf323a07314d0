package io.mqttspec.client.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mqttspec.client.query.Field;
import io.mqttspec.protocol.query.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    EqualsVerifier.forClass(NumberedRow.class).suppress(Warning.NULL_FIELDS).verify();
    for (Class<?> description :
        List.of(
            EntityMeta.class,
            ColumnMeta.class,
            RelationMeta.class,
            ComputedColumnMeta.class,
            NamedOperatorMeta.class,
            ParameterMeta.class)) {
      EqualsVerifier.forClass(description)
          .withPrefabValues(JsonObject.class, new JsonObject(), other)
          .suppress(Warning.NULL_FIELDS)
          .verify();
    }
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

  private static EntityMeta meta(String json) {
    return EntityMeta.of(JsonParser.parseString(json).getAsJsonObject());
  }

  @Test
  void aDescriptionWithoutDetails_isRead() {
    EntityMeta plain =
        meta(
            """
            {"schema": "public", "table_name": "t", "primary_key": ["a", "b"],
             "columns": ["a", "b"]}""");
    assertThat(plain.schema()).hasValue("public");
    assertThat(plain.entity()).isEmpty();
    assertThat(plain.tableName()).hasValue("t");
    assertThat(plain.primaryKey()).containsExactly("a", "b");
    assertThat(plain.columns()).extracting(ColumnMeta::name).containsExactly("a", "b");
    ColumnMeta column = plain.columns().get(0);
    assertThat(column.sqlType()).isEmpty();
    assertThat(column.jsonType()).isEmpty();
    assertThat(column.nullable()).isEmpty();
    assertThat(column.unique()).isEmpty();
    assertThat(column.generated()).isEmpty();
    assertThat(column.operators()).isEmpty();
    assertThat(plain.relations()).isEmpty();
    assertThat(plain.computedColumns()).isEmpty();
    assertThat(plain.namedOperators()).isEmpty();
    assertThat(meta("{\"primary_key\": \"id\"}").primaryKey()).containsExactly("id");
  }

  @Test
  void aDescriptionWithAllDetails_isRead() {
    EntityMeta full =
        meta(
            """
            {"columns": [{"name": "id", "sql_type": "bigint", "json_type": "number",
               "nullable": false, "unique": true, "generated": true,
               "operators": ["eq", "between_inclusive", "of_tomorrow"]}],
             "relations": [
               {"name": "posts", "kind": "has_many", "schema": "public", "entity": "posts",
                "columns": ["id", "region"], "target_columns": ["owner_id", "owner_region"],
                "recursive": false},
               {"name": "boss", "kind": "belongs_to", "recursive": true},
               {"name": "twin", "kind": "entangled"}],
             "computed_columns": [{"name": "distance", "json_type": "number", "parameters": [
               {"name": "lat", "json_type": "number", "required": true},
               {"name": "unit", "json_type": "string", "required": false}]}],
             "named_operators": [
               {"name": "near", "parameters": [{"name": "km"}], "subscriptions": true},
               {"name": "own"}]}""");

    ColumnMeta id = full.columns().get(0);
    assertThat(id.sqlType()).hasValue("bigint");
    assertThat(id.jsonType()).hasValue("number");
    assertThat(id.nullable()).hasValue(false);
    assertThat(id.unique()).hasValue(true);
    assertThat(id.generated()).hasValue(true);
    assertThat(id.operators()).containsExactly(Operator.EQ, Operator.BETWEEN_INCLUSIVE);

    assertThat(full.relations())
        .extracting(RelationMeta::name)
        .containsExactly("posts", "boss", "twin");
    RelationMeta posts = full.relations().get(0);
    assertThat(posts.kind()).hasValue(RelationKind.HAS_MANY);
    assertThat(posts.schema()).hasValue("public");
    assertThat(posts.entity()).hasValue("posts");
    assertThat(posts.columns()).containsExactly("id", "region");
    assertThat(posts.targetColumns()).containsExactly("owner_id", "owner_region");
    assertThat(posts.isRecursive()).isFalse();
    assertThat(full.relations().get(1).isRecursive()).isTrue();
    assertThat(full.relations().get(2).kind()).isEmpty();
    assertThat(full.relations().get(2).json().get("kind").getAsString()).isEqualTo("entangled");

    ComputedColumnMeta distance = full.computedColumns().get(0);
    assertThat(distance.name()).isEqualTo("distance");
    assertThat(distance.jsonType()).hasValue("number");
    assertThat(distance.parameters())
        .extracting(ParameterMeta::name)
        .containsExactly("lat", "unit");
    assertThat(distance.parameters())
        .extracting(ParameterMeta::isRequired)
        .containsExactly(true, false);
    assertThat(distance.parameters().get(1).jsonType()).hasValue("string");

    NamedOperatorMeta near = full.namedOperators().get(0);
    assertThat(near.name()).isEqualTo("near");
    assertThat(near.isForSubscriptions()).isTrue();
    assertThat(near.parameters()).extracting(ParameterMeta::isRequired).containsExactly(true);
    assertThat(full.namedOperators().get(1).isForSubscriptions()).isFalse();
    assertThat(full.namedOperators().get(1).parameters()).isEmpty();
  }

  @Test
  void aDescriptionOfAnotherForm_isNoError() {
    EntityMeta odd =
        meta(
            """
            {"schema": 7, "columns": {"name": "x"}, "relations": [1, null, {}, {"name": null}],
             "computed_columns": null, "named_operators": [[]]}""");
    assertThat(odd.columns()).extracting(ColumnMeta::name).containsExactly("x");
    assertThat(odd.relations()).extracting(RelationMeta::name).containsExactly("1");
    assertThat(odd.computedColumns()).isEmpty();
    assertThat(odd.namedOperators()).isEmpty();
    assertThat(meta("{\"relations\": [{\"name\": \"a\", \"kind\": {}}]}").relations().get(0).kind())
        .isEmpty();
  }

  @Test
  void relationKinds_haveTheirNamesOfTheProtocol() {
    for (RelationKind kind : RelationKind.values()) {
      assertThat(kind.wireName()).isEqualTo(kind.name().toLowerCase(Locale.ROOT));
      assertThat(RelationKind.of(kind.wireName())).hasValue(kind);
    }
  }
}
