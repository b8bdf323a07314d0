package io.mqttspec.server.mapper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Select;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A read mapper that leaves a part of its query out is found out, even on an empty table. */
@Tag("databases")
class ReadMapperCheckTest {

  /** Ways to leave something out. */
  public interface Sql {
    @Select("select * from items ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> all(ReadQuery query);

    @Select("select * from items ${orderBy} ${limit}")
    List<Map<String, Object>> withoutWhere(ReadQuery query);

    @Select("select * from items ${where} ${limit}")
    List<Map<String, Object>> withoutOrder(ReadQuery query);

    @Select("select * from items ${where} ${orderBy}")
    List<Map<String, Object>> withoutLimit(ReadQuery query);

    @Select("select count(*) from items ${where}")
    long count(ReadQuery query);

    @Select("select count(*) from items")
    long countAll(ReadQuery query);
  }

  private static void start(DatabaseKind kind, UserMapper<Sql> mapper) {
    try (TestDatabase database = TestDatabase.withFixture(kind);
        MqttSpecServer server =
            MqttSpecServer.builder()
                .dataSource(database.dataSource())
                .registerTable("public.items", mapper)
                .port(0)
                .build()) {
      server.start();
    } finally {
      Await.noServerThreads();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverLeavesAPartOut_isRefused(DatabaseKind kind) {
    assertRefused(
        kind, UserMapper.of(Sql.class).read(Sql::withoutWhere, Sql::count), "${where} in find");
    assertRefused(
        kind, UserMapper.of(Sql.class).read(Sql::withoutOrder, Sql::count), "${orderBy} in find");
    assertRefused(
        kind, UserMapper.of(Sql.class).read(Sql::withoutLimit, Sql::count), "${limit} in find");
    assertRefused(
        kind, UserMapper.of(Sql.class).read(Sql::all, Sql::countAll), "${where} in count");
  }

  private static void assertRefused(DatabaseKind kind, UserMapper<Sql> mapper, String part) {
    assertThatThrownBy(() -> start(kind, mapper))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(part);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverUsesAllOfIt_isServed(DatabaseKind kind) {
    assertThatCode(() -> start(kind, UserMapper.of(Sql.class).read(Sql::all, Sql::count)))
        .doesNotThrowAnyException();
  }
}
