package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.Column;
import io.mqttspec.conformance.model.Condition;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.ModelSubscription;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Store;
import java.util.List;

/** Rules 5.9 and 10: rows and columns that the application withholds, and code of its own. */
final class ApplicationMutants {

  private ApplicationMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "shows-hidden-columns",
            "5.9.1",
            new Behaviour() {
              @Override
              public boolean isVisible(Column column) {
                return true;
              }
            }),
        new Mutant(
            "reads-withheld-rows",
            "5.9.1",
            new Behaviour() {
              @Override
              public List<ObjectNode> rows(Call call, Entity entity) {
                return call.store().rows(entity.table());
              }
            }),
        new Mutant(
            "writes-withheld-rows",
            "5.9.1",
            new Behaviour() {
              @Override
              public ObjectNode present(
                  Call call,
                  Entity entity,
                  Store.Draft draft,
                  Condition condition,
                  ObjectNode key) {
                ObjectNode row = draft.rows(entity.name()).get(key.toString());
                return row == null ? super.present(call, entity, draft, condition, key) : row;
              }
            }),
        new Mutant(
            "stores-rows-that-the-writer-may-not-see",
            "5.9.1",
            new Behaviour() {
              @Override
              public void checkAllowed(Call call, Entity entity, ObjectNode row) {}
            }),
        new Mutant(
            "notifies-of-withheld-rows",
            "5.9.1",
            new Behaviour() {
              @Override
              public boolean concerns(ModelSubscription subscription, Store.Change change) {
                return subscription.entity().equals(change.entity());
              }
            }),
        new Mutant(
            "ignores-a-refusal-of-the-application",
            "10.1.1",
            new Behaviour() {
              @Override
              public ObjectNode beforeCreate(Call call, Entity entity, ObjectNode values) {
                try {
                  return super.beforeCreate(call, entity, values);
                } catch (Refusal refusal) {
                  return values;
                }
              }
            }),
        new Mutant(
            "ignores-what-the-application-makes-of-data",
            "10.1.1",
            new Behaviour() {
              @Override
              public ObjectNode beforeCreate(Call call, Entity entity, ObjectNode values) {
                super.beforeCreate(call, entity, values);
                return values;
              }
            }),
        new Mutant(
            "stores-what-the-application-shows",
            "10.1.1",
            new Behaviour() {
              @Override
              public ObjectNode beforeCreate(Call call, Entity entity, ObjectNode values) {
                return super.afterCreate(entity, super.beforeCreate(call, entity, values));
              }
            }),
        new Mutant(
            "ignores-what-the-application-makes-of-a-result",
            "10.1.1",
            new Behaviour() {
              @Override
              public ObjectNode afterCreate(Entity entity, ObjectNode shown) {
                super.afterCreate(entity, shown);
                return shown;
              }
            }),
        new Mutant(
            "goes-on-where-the-application-fails",
            "10.1.2",
            new Behaviour() {
              @Override
              public ObjectNode afterCreate(Entity entity, ObjectNode shown) {
                try {
                  return super.afterCreate(entity, shown);
                } catch (Refusal refusal) {
                  return shown;
                }
              }
            }),
        new Mutant(
            "keeps-the-write-where-the-application-fails",
            "10.1.2",
            new Behaviour() {
              @Override
              public Refusal afterRefusal(Call call, Store.Draft draft, Refusal refusal) {
                if (refusal.code().equals("hook_error")) {
                  call.store().commit(draft);
                }
                return refusal;
              }
            }));
  }
}
