package io.mqttspec.server.entity;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.element;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.mapper.ReadQuery;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways to register what a server serves, each used over MQTT. */
class EntitiesTest {

  /** Named by convention, with one column under another name and one that nobody may see. */
  record Person(
      Long id,
      String fullName,
      @Column("mail") String email,
      @Hidden String passwordHash,
      LocalDate bornOn,
      BigDecimal balance) {}

  static class Base {
    Long id;
  }

  @Table("machines_of_plant")
  static final class Machine extends Base {
    static final String NOT_A_COLUMN = "static";
    transient int notAColumnEither;
    String serialNo;
    boolean running;
  }

  /** A view has no key in the database's metadata. */
  @Table("running_machines")
  record RunningMachine(@Key Long id, String serialNo) {}

  /** Every operation of the application's own. */
  public interface PersonMapper {
    List<String> CALLS = new CopyOnWriteArrayList<>();

    @Select("select * from people ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from people ${where}")
    long count(ReadQuery query);

    @Insert(
        "insert into people (full_name, mail, password_hash)"
            + " values (upper(#{full_name}), #{mail}, 'from the mapper')")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "ID")
    int insert(Map<String, Object> row);

    @Update("update people set full_name = concat('*', #{full_name}) where id = #{id}")
    int update(Map<String, Object> changes);

    @Delete("delete from people where id = #{id}")
    int delete(Map<String, Object> key);
  }

  /** A mapper that gives objects of the registered class. */
  public interface MachineMapper {
    @Select(
        "select id, serial_no as serialNo, running from machines_of_plant"
            + " ${where} ${orderBy} ${limit}")
    List<OwnMachine> find(ReadQuery query);

    @Select("select count(*) from machines_of_plant ${where}")
    long count(ReadQuery query);
  }

  private static final UserMapper<PersonMapper> PEOPLE =
      UserMapper.of(PersonMapper.class)
          .read(
              (mapper, query) -> {
                PersonMapper.CALLS.add("find");
                return mapper.find(query);
              },
              (mapper, query) -> {
                PersonMapper.CALLS.add("count");
                return mapper.count(query);
              })
          .insert(
              (mapper, row) -> {
                PersonMapper.CALLS.add("insert");
                return mapper.insert(row);
              })
          .update(
              (mapper, changes) -> {
                PersonMapper.CALLS.add("update");
                return mapper.update(changes);
              })
          .delete(
              (mapper, key) -> {
                PersonMapper.CALLS.add("delete");
                return mapper.delete(key);
              });

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          database(),
          builder ->
              builder
                  .register("public.people", Person.class)
                  .register("plant.machines", Machine.class)
                  .register("public.running", RunningMachine.class)
                  .registerTable("public.readings")
                  .registerTable("public.stock")
                  .hook(
                      HookPoint.BEFORE_DELETE,
                      context -> {
                        if (context.entity().equals("stock")) {
                          context.addFilter(Filter.of("amount", Operator.EQ, new JsonPrimitive(0)));
                        }
                      })
                  .register("public.own_people", OwnPerson.class, PEOPLE)
                  .register(
                      "public.own_machines",
                      OwnMachine.class,
                      UserMapper.of(MachineMapper.class)
                          .read(
                              (mapper, query) -> new ArrayList<>(mapper.find(query)),
                              MachineMapper::count))
                  .register(
                      "public.other_machines",
                      OtherMachine.class,
                      UserMapper.of(MachineMapper.class)
                          .read(
                              (mapper, query) -> new ArrayList<>(mapper.find(query)),
                              MachineMapper::count)));

  @Table("people")
  record OwnPerson(Long id, String fullName, String mail, String passwordHash) {}

  @Table("public.machines_of_plant")
  static final class OwnMachine extends Base {
    String serialNo;
    boolean running;
  }

  @Table("public.machines_of_plant")
  record OtherMachine(Long id, String serialNo, boolean running) {}

  private static TestDatabase database() {
    TestDatabase database = TestDatabase.empty();
    database.execute(
        "create table people (id bigint generated by default as identity primary key,"
            + " full_name varchar(100) not null, mail varchar(100), password_hash varchar(100)"
            + " default 'secret', born_on date, balance numeric(12, 2))",
        "create schema plant",
        "create table plant.machines_of_plant (id bigint primary key, serial_no varchar(20),"
            + " running boolean)",
        "create table machines_of_plant (id bigint primary key, serial_no varchar(20),"
            + " running boolean)",
        "insert into machines_of_plant values (1, 'a', true), (2, 'b', false), (3, 'c', true)",
        "create view running_machines as"
            + " select id, serial_no from machines_of_plant where running",
        "create table readings (at timestamp, amount integer)",
        "insert into readings values (timestamp '2024-01-01 00:00:00', 1),"
            + " (timestamp '2024-01-02 00:00:00', 2)",
        "create table stock (warehouse varchar(10), sku varchar(10), amount integer,"
            + " primary key (sku, warehouse))");
    return database;
  }

  private final RawClient client = SERVER.client();

  @Test
  void recordClass_isServedByItsConventions() {
    JsonObject created =
        data(
            client.call(
                "{'operation':'create','entity':'people','data':{'full_name':'Ada','mail':'a@b.c',"
                    + "'born_on':'1815-12-10','balance':12.5}}"));

    assertThat(created.keySet()).containsExactly("id", "full_name", "mail", "born_on", "balance");
    assertThat(created.get("full_name").getAsString()).isEqualTo("Ada");
    assertThat(created.get("mail").getAsString()).isEqualTo("a@b.c");
    assertThat(SERVER.database().query("select password_hash from people where mail = 'a@b.c'"))
        .containsExactly("secret");
  }

  @Test
  void hiddenColumn_isAnUnknownColumn() {
    JsonObject written =
        client.call(
            "{'operation':'create','entity':'people',"
                + "'data':{'full_name':'Eve','password_hash':'x'}}");
    JsonObject filtered =
        client.call(
            "{'operation':'read','entity':'people','options':{'filters':"
                + "[{'column':'password_hash','operator':'eq','value':'secret'}]}}");
    JsonObject sorted =
        client.call(
            "{'operation':'read','entity':'people','options':{'sort':"
                + "[{'column':'password_hash'}]}}");
    JsonObject chosen =
        client.call(
            "{'operation':'read','entity':'people','options':{'columns':['password_hash']}}");
    JsonObject meta = client.call("{'operation':'meta','entity':'people'}");

    assertThat(outcome(written)).isEqualTo("invalid_data");
    assertThat(details(written).get("path").getAsString()).isEqualTo("data.password_hash");
    assertThat(outcome(filtered)).isEqualTo("invalid_filter");
    assertThat(outcome(sorted)).isEqualTo("invalid_option");
    assertThat(outcome(chosen)).isEqualTo("invalid_option");
    assertThat(outcome(meta)).isEqualTo("success");
    assertThat(meta.toString()).contains("full_name").doesNotContain("password_hash");
    assertThat(SERVER.database().query("select 1 from people where full_name = 'Eve'")).isEmpty();
  }

  @Test
  void plainClass_isServedByItsFields() {
    JsonObject created =
        data(
            client.call(
                "{'operation':'create','schema':'plant','entity':'machines',"
                    + "'data':{'id':7,'serial_no':'x7','running':true}}"));

    assertThat(created).isEqualTo(element("{'serial_no':'x7','running':true,'id':7}"));
    assertThat(SERVER.database().query("select serial_no from plant.machines_of_plant"))
        .containsExactly("x7");
  }

  @Test
  void keyOfAView_isTheAnnotatedComponent() {
    assertThat(
            data(client.call("{'operation':'read','entity':'running','record_id':3}"))
                .get("serial_no")
                .getAsString())
        .isEqualTo("c");
    assertThat(outcome(client.call("{'operation':'read','entity':'running','record_id':2}")))
        .isEqualTo("not_found");
  }

  @Test
  void tableByName_isServedWithACompositeKey() {
    assertThat(
            outcome(
                client.call(
                    "{'operation':'create','entity':'stock',"
                        + "'data':{'warehouse':'w','sku':'s','amount':1}}")))
        .isEqualTo("success");

    JsonObject updated =
        client.call(
            "{'operation':'update','entity':'stock',"
                + "'record_id':{'sku':'s','warehouse':'w'},'data':{'amount':2}}");

    assertThat(data(updated)).isEqualTo(element("{'warehouse':'w','sku':'s','amount':2}"));
    assertThat(
            outcome(
                client.call(
                    "{'operation':'update','entity':'stock',"
                        + "'record_id':{'sku':'s'},'data':{'amount':3}}")))
        .isEqualTo("invalid_message");
  }

  /** This server has no hook at BEFORE_READ, where row filters are mostly added. */
  @Test
  void filterAddedByAnotherHook_isNotDropped() {
    client.call(
        "{'operation':'create','entity':'stock','data':["
            + "{'warehouse':'d','sku':'some','amount':1},"
            + "{'warehouse':'d','sku':'none','amount':0}]}");
    String delete = "{'operation':'delete','entity':'stock','record_id':{'warehouse':'d','sku':";

    assertThat(outcome(client.call(delete + "'some'}}"))).isEqualTo("not_found");
    assertThat(outcome(client.call(delete + "'none'}}"))).isEqualTo("success");
    assertThat(SERVER.database().query("select sku from stock where warehouse = 'd'"))
        .containsExactly("some");
  }

  @Test
  void tableWithoutKey_canOnlyBeRead() {
    JsonObject read =
        client.call(
            "{'operation':'read','entity':'readings','options':{'sort':[{'column':'at',"
                + "'direction':'desc'}]}}");

    assertThat(read.getAsJsonArray("data"))
        .extracting(row -> row.getAsJsonObject().get("amount").getAsInt())
        .containsExactly(2, 1);
    assertThat(outcome(client.call("{'operation':'read','entity':'readings','record_id':1}")))
        .isEqualTo("invalid_option");
    assertThat(
            outcome(
                client.call(
                    "{'operation':'create','entity':'readings',"
                        + "'data':{'at':'2024-01-03T00:00:00','amount':3}}")))
        .isEqualTo("invalid_model");
    assertThat(outcome(client.call("{'operation':'delete','entity':'readings','record_id':1}")))
        .isNotEqualTo("success");
    assertThat(outcome(client.call("{'operation':'subscribe','entity':'readings'}")))
        .isEqualTo("invalid_model");
    assertThat(SERVER.database().query("select amount from readings")).hasSize(2);
  }

  @Test
  void ownMapper_isUsedForEachOperation() {
    PersonMapper.CALLS.clear();

    JsonObject created =
        data(
            client.call("{'operation':'create','entity':'own_people','data':{'full_name':'bob'}}"));
    String key = created.get("id").getAsString();
    assertThat(created.get("full_name").getAsString()).isEqualTo("BOB");
    assertThat(created.get("password_hash").getAsString()).isEqualTo("from the mapper");

    JsonObject updated =
        data(
            client.call(
                "{'operation':'update','entity':'own_people','record_id':"
                    + key
                    + ",'data':{'full_name':'rob'}}"));
    assertThat(updated.get("full_name").getAsString()).isEqualTo("*rob");

    JsonObject read =
        client.call(
            "{'operation':'read','entity':'own_people','options':{'limit':1,'filters':["
                + "{'column':'full_name','operator':'in','value':['*rob','?#{x}${y}']},"
                + "{'column':'id','operator':'eq','value':"
                + key
                + "}]}}");
    assertThat(read.getAsJsonArray("data")).hasSize(1);
    assertThat(read.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(1);

    JsonObject counted =
        client.call(
            "{'operation':'read','entity':'own_people','options':{'limit':0,'filters':["
                + "{'column':'id','operator':'eq','value':"
                + key
                + "}]}}");
    assertThat(counted.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(1);

    assertThat(
            outcome(
                client.call(
                    "{'operation':'delete','entity':'own_people','record_id':" + key + "}")))
        .isEqualTo("success");
    assertThat(SERVER.database().query("select 1 from people where id = " + key)).isEmpty();
    assertThat(PersonMapper.CALLS).containsExactly("insert", "update", "find", "count", "delete");
  }

  @Test
  void ownMapper_readsOnlyWhatTheFilterAllows() {
    client.call(
        "{'operation':'create','entity':'own_people','data':[{'full_name':'x1'},"
            + "{'full_name':'x2'},{'full_name':'x3'}]}");

    JsonObject read =
        client.call(
            "{'operation':'read','entity':'own_people','options':{'limit':2,'filters':["
                + "{'column':'full_name','operator':'startswith','value':'X'}],"
                + "'sort':[{'column':'full_name','direction':'desc'}]}}");

    assertThat(read.getAsJsonArray("data"))
        .extracting(row -> row.getAsJsonObject().get("full_name").getAsString())
        .containsExactly("X3", "X2");
    assertThat(read.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(3);
  }

  @Test
  void ownMapper_mayGiveObjectsOfTheRegisteredClass() {
    JsonObject read =
        client.call(
            "{'operation':'read','entity':'own_machines','options':{'filters':"
                + "[{'column':'running','operator':'eq','value':true}]}}");

    assertThat(read.getAsJsonArray("data"))
        .isEqualTo(
            element(
                "[{'serial_no':'a','running':true,'id':1},{'serial_no':'c','running':true,'id':3}]"));
  }

  @Test
  void ownMapper_thatGivesOtherObjects_isToldApart() {
    JsonObject read = client.call("{'operation':'read','entity':'other_machines'}");

    assertThat(outcome(read)).isEqualTo("read_error");
    assertThat(read.toString()).doesNotContain("Machine");
  }

  @Test
  void meta_tellsWhatAClassLeavesOfTheTable() {
    JsonObject meta =
        data(client.call("{'operation':'meta','schema':'plant','entity':'machines'}"));

    assertThat(meta.getAsJsonArray("columns"))
        .extracting(column -> column.getAsJsonObject().get("name").getAsString())
        .containsExactlyInAnyOrder("id", "serial_no", "running");
    JsonElement key = meta.get("primary_key");
    assertThat(key).isEqualTo(element("['id']"));
  }
}
