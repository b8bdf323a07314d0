package io.mqttspec.server.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.mapper.ReadQuery;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.CacheNamespace;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.TransactionFactory;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.apache.ibatis.transaction.managed.ManagedTransactionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can't be served is refused at start, in words that say what to do. */
class RefusedEntitiesTest {

  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.empty();
    database.execute(
        "create table people (id bigint primary key, name varchar(20), born date)",
        "insert into people values (1, 'Ada', date '1815-12-10')",
        "create table \"a?b\" (id bigint primary key)",
        "create table keyless (name varchar(20))");
  }

  @AfterEach
  void close() {
    database.close();
    Await.noServerThreads();
  }

  private MqttSpecServer.Builder builder() {
    return MqttSpecServer.builder().dataSource(database.dataSource()).port(0);
  }

  private static void assertRefused(MqttSpecServer.Builder builder, String... words) {
    try (MqttSpecServer server = builder.build()) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .satisfies(refused -> assertThat(refused).hasMessageContainingAll(words));
    }
    Await.noServerThreads();
  }

  record WrongType(Long id, Integer name) {}

  record UnknownColumn(Long id, String nickName) {}

  record TwoOfOneColumn(Long id, String name, @Column("name") String alias) {}

  record KeyHidden(@Hidden Long id, String name) {}

  record DateAsNumber(Long id, long born) {}

  static final class NothingToServe {}

  @Test
  void missingTable_isRefused() {
    assertRefused(builder().registerTable("public.nobody"), "public.nobody", "create it");
  }

  @Test
  void missingSchema_isRefused() {
    assertRefused(builder().registerTable("elsewhere.people"), "elsewhere.people");
  }

  @Test
  void malformedName_isRefused() {
    assertRefused(builder().registerTable("a.b.c"), "a.b.c", "schema.entity");
  }

  @Test
  void wrongJavaType_isRefused() {
    assertRefused(
        builder().register("public.people", WrongType.class), "WrongType", "Integer", "name");
    assertRefused(
        builder().register("public.people", DateAsNumber.class), "DateAsNumber", "long", "born");
  }

  @Test
  void unknownColumn_isRefused() {
    assertRefused(
        builder().register("public.people", UnknownColumn.class),
        "UnknownColumn",
        "nick_name",
        "@Column",
        "@Hidden");
  }

  @Test
  void twoAttributesOfOneColumn_areRefused() {
    assertRefused(
        builder().register("public.people", TwoOfOneColumn.class), "two attributes", "name");
  }

  @Test
  void classWithoutItsKey_isRefused() {
    assertRefused(builder().register("public.people", KeyHidden.class), "key column id");
  }

  @Test
  void classWithNothingToServe_isRefused() {
    assertRefused(
        builder().register("public.people", NothingToServe.class), "NothingToServe", "no");
  }

  @Test
  void serverWithoutDatabase_isRefused() {
    assertRefused(MqttSpecServer.builder().port(0).registerTable("people"), "no database");
  }

  /** Reads everything, whatever is asked for. */
  public interface Careless {
    @Select("select * from people")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from people")
    long countAll(ReadQuery query);

    @Select("select * from people ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> findAsAsked(ReadQuery query);

    @Select("select count(*) from people ${where}")
    long countAsAsked(ReadQuery query);

    @Select("select * from \"a?b\" ${where}")
    List<Map<String, Object>> findOdd(ReadQuery query);
  }

  @Test
  void readMapper_thatIgnoresTheCondition_isRefused() {
    assertRefused(
        builder()
            .registerTable(
                "public.people",
                UserMapper.of(Careless.class).read(Careless::find, Careless::countAsAsked)),
        "public.people",
        "${where}");
  }

  @Test
  void countMapper_thatIgnoresTheCondition_isRefused() {
    assertRefused(
        builder()
            .registerTable(
                "public.people",
                UserMapper.of(Careless.class).read(Careless::findAsAsked, Careless::countAll)),
        "public.people",
        "${where}");
  }

  @Test
  void mapperOfATableWithAPlaceholderInItsName_isRefused() {
    assertRefused(
        builder()
            .registerTable(
                "public.a?b",
                UserMapper.of(Careless.class).read(Careless::findOdd, Careless::countAsAsked)),
        "public.a?b");
  }

  /** Would answer rows as they were. */
  @CacheNamespace
  public interface Caching {
    @Select("select * from people ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from people ${where}")
    long count(ReadQuery query);
  }

  @Test
  void mapperWithACache_isRefused() {
    assertRefused(
        builder()
            .registerTable(
                "public.people", UserMapper.of(Caching.class).read(Caching::find, Caching::count)),
        "Caching",
        "cache");
  }

  private SqlSessionFactory factory(TransactionFactory transactions, Class<?>... mappers) {
    Configuration configuration =
        new Configuration(new Environment("test", transactions, database.dataSource()));
    for (Class<?> mapper : mappers) {
      configuration.addMapper(mapper);
    }
    return new SqlSessionFactoryBuilder().build(configuration);
  }

  /** As frameworks have one that joins the transactions they own. */
  private static final class Joining extends JdbcTransactionFactory {}

  @Test
  void factoryWithForeignTransactions_isRefused() {
    assertRefused(
        MqttSpecServer.builder()
            .port(0)
            .sqlSessionFactory(factory(new ManagedTransactionFactory()))
            .registerTable("people"),
        "ManagedTransactionFactory",
        "JdbcTransactionFactory");
    assertRefused(
        MqttSpecServer.builder()
            .port(0)
            .sqlSessionFactory(factory(new Joining()))
            .registerTable("people"),
        "Joining",
        "JdbcTransactionFactory");
  }

  @Test
  void factoryWithoutEnvironment_isRefused() {
    assertRefused(
        MqttSpecServer.builder()
            .port(0)
            .sqlSessionFactory(new SqlSessionFactoryBuilder().build(new Configuration()))
            .registerTable("people"),
        "environment");
  }

  @Test
  void factoryThatDoesNotKnowTheMapper_isRefused() {
    assertRefused(
        MqttSpecServer.builder()
            .port(0)
            .sqlSessionFactory(factory(new JdbcTransactionFactory()))
            .registerTable(
                "people",
                UserMapper.of(Careless.class).read(Careless::findAsAsked, Careless::countAsAsked)),
        "Careless",
        "add it");
  }

  @Test
  void factoryWithACachingMapper_isRefused() {
    assertRefused(
        MqttSpecServer.builder()
            .port(0)
            .sqlSessionFactory(factory(new JdbcTransactionFactory(), Caching.class))
            .registerTable(
                "people", UserMapper.of(Caching.class).read(Caching::find, Caching::count)),
        "Caching",
        "cache");
  }
}
