package io.mqttspec.server.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.SelectProvider;
import org.apache.ibatis.jdbc.SQL;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** The same reads as an application would write them: a provider method, maps, and Gson. */
final class MyBatisWay implements Way {

  /** The statements that the server sends, by a provider method. */
  interface ProductMapper {
    @SelectProvider(type = Statements.class, method = "byKey")
    Map<String, Object> byKey(@Param("id") long id);

    @SelectProvider(type = Statements.class, method = "page")
    List<Map<String, Object>> page(@Param("after") long after, @Param("limit") int limit);
  }

  /** Builds the texts. */
  public static final class Statements {
    public static String byKey() {
      return columns().WHERE("id = #{id}").toString() + " limit 1";
    }

    public static String page() {
      return columns().WHERE("id > #{after}").ORDER_BY("id") + " limit #{limit}";
    }

    private static SQL columns() {
      return new SQL()
          .SELECT(
              "id as \"id\"", "name as \"name\"", "price as \"price\"", "stock as \"stock\"")
          .FROM("products");
    }
  }

  private final HikariDataSource pool = Products.create();
  private final Gson gson = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private final SqlSessionFactory sessions;

  MyBatisWay() {
    Configuration configuration =
        new Configuration(new Environment("bench", new JdbcTransactionFactory(), pool));
    configuration.addMapper(ProductMapper.class);
    configuration.setCallSettersOnNulls(true);
    sessions = new SqlSessionFactoryBuilder().build(configuration);
  }

  @Override
  public byte[] answer(byte[] request) {
    JsonObject json =
        gson.fromJson(new String(request, StandardCharsets.UTF_8), JsonObject.class);
    Object data;
    Map<String, Object> metadata = new LinkedHashMap<>();
    try (SqlSession session = sessions.openSession(true)) {
      ProductMapper mapper = session.getMapper(ProductMapper.class);
      if (json.has("record_id")) {
        data = mapper.byKey(json.get("record_id").getAsLong());
        metadata.put("total", 1);
        metadata.put("count", 1);
      } else {
        JsonObject options = json.getAsJsonObject("options");
        long after =
            options.getAsJsonArray("filters").get(0).getAsJsonObject().get("value").getAsLong();
        int limit = options.get("limit").getAsInt();
        List<Map<String, Object>> rows = mapper.page(after, limit);
        data = rows;
        metadata.put("count", rows.size());
        metadata.put("limit", limit);
        metadata.put("offset", 0);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", json.get("id").getAsString());
    answer.put("type", "response");
    answer.put("success", true);
    answer.put("data", data);
    answer.put("metadata", metadata);
    answer.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    return gson.toJson(answer).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pool.close();
  }
}
