package io.mqttspec.server.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ways to change a list of filters in one place. */
enum FilterMutation {
  UNKNOWN_COLUMN(true) {
    @Override
    void change(JsonObject node, Random random) {
      node.addProperty("column", node.get("column").getAsString() + "x");
    }
  },
  UNKNOWN_OPERATOR(true) {
    @Override
    void change(JsonObject node, Random random) {
      node.addProperty("operator", node.get("operator").getAsString() + "x");
    }
  },
  NO_COLUMN(true) {
    @Override
    void change(JsonObject node, Random random) {
      node.remove("column");
    }
  },
  MISSPELT_TREE(true) {
    @Override
    void change(JsonObject node, Random random) {
      JsonObject copy = node.deepCopy();
      node.keySet().clear();
      node.add("nor", copy);
    }
  },
  COLUMN_AND_TREE(true) {
    @Override
    void change(JsonObject node, Random random) {
      node.add("not", node.deepCopy());
    }
  },
  THREE_BOUNDS(true) {
    @Override
    void change(JsonObject node, Random random) {
      JsonArray bounds = new JsonArray();
      for (int i = 0; i < 3; i++) {
        bounds.add(1);
      }
      node.addProperty("operator", "between");
      node.add("value", bounds);
    }
  },
  OTHER_LOGIC(true) {
    @Override
    void change(JsonObject node, Random random) {
      node.addProperty("logic_operator", "xor");
    }
  },
  OTHER_OPERATOR(false) {
    @Override
    void change(JsonObject node, Random random) {
      Operator[] all = Operator.values();
      node.addProperty("operator", all[random.nextInt(all.length)].wireName());
    }
  },
  NO_MEMBER(false) {
    @Override
    void change(JsonObject node, Random random) {
      List<String> members = new ArrayList<>(node.keySet());
      node.remove(members.get(random.nextInt(members.size())));
    }
  },
  OTHER_VALUE(false) {
    @Override
    void change(JsonObject node, Random random) {
      node.add(
          "value",
          switch (random.nextInt(8)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> new JsonPrimitive(true);
            case 2 -> new JsonPrimitive(random.nextInt(10));
            case 3 -> new JsonPrimitive("2010-01-01");
            case 4 -> new JsonPrimitive("a\\");
            case 5 -> new JsonPrimitive("\u0000");
            case 6 -> new JsonArray();
            default -> new JsonObject();
          });
    }
  },
  VALUE_IN_A_LIST(false) {
    @Override
    void change(JsonObject node, Random random) {
      JsonArray list = new JsonArray();
      list.add(node.has("value") ? node.get("value").deepCopy() : JsonNull.INSTANCE);
      node.add("value", list);
    }
  },
  OTHER_JOIN(false) {
    @Override
    void change(JsonObject node, Random random) {
      node.addProperty("logic_operator", random.nextBoolean() ? "or" : "and");
    }
  },
  IN_NOT(false) {
    @Override
    void change(JsonObject node, Random random) {
      JsonObject copy = node.deepCopy();
      node.keySet().clear();
      node.add("not", copy);
    }
  },
  TWICE(false) {
    @Override
    void change(JsonObject node, Random random) {
      JsonArray both = new JsonArray();
      both.add(node.deepCopy());
      both.add(node.deepCopy());
      node.keySet().clear();
      node.add(random.nextBoolean() ? "or" : "and", both);
    }
  };

  private final boolean nonsense;

  FilterMutation(boolean nonsense) {
    this.nonsense = nonsense;
  }

  /** Whether no such filter means anything. */
  boolean isNonsense() {
    return nonsense;
  }

  /** A copy with one condition changed. */
  JsonArray of(JsonArray filters, Random random) {
    JsonArray copy = filters.deepCopy();
    List<JsonObject> conditions = new ArrayList<>();
    collect(copy, conditions);
    change(conditions.get(random.nextInt(conditions.size())), random);
    return copy;
  }

  /** Changes a condition. */
  abstract void change(JsonObject node, Random random);

  private static void collect(JsonElement node, List<JsonObject> conditions) {
    if (node.isJsonArray()) {
      node.getAsJsonArray().forEach(element -> collect(element, conditions));
    } else if (node.isJsonObject()) {
      JsonObject object = node.getAsJsonObject();
      if (object.has("column")) {
        conditions.add(object);
      } else {
        object.entrySet().forEach(member -> collect(member.getValue(), conditions));
      }
    }
  }
}
