package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.Target.EntityNames;
import io.mqttspec.conformance.Target.Identity;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttFailedException;
import io.mqttspec.conformance.mqtt.WireLog;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one run of one case works with: clients, requests on the fixture's entities, and a mark of
 * its own that its rows carry in their column {@code run}, by which they are found and removed at
 * the end. For one thread.
 */
public final class CaseContext implements AutoCloseable {

  private static final AtomicInteger CONTEXTS = new AtomicInteger();

  private final ConformanceRun conformance;
  private final Version version;
  private final WireLog log = new WireLog();
  private final String mark;
  private final List<MqttConnection> connections = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int clients;
  private boolean wrote;

  CaseContext(ConformanceRun conformance, Version version) {
    this.conformance = conformance;
    this.version = version;
    this.mark = conformance.nonce() + "-" + CONTEXTS.incrementAndGet();
  }

  public Target target() {
    return conformance.target();
  }

  /** What marks the rows of this case. */
  public String mark() {
    return mark;
  }

  public String items() {
    return entity(FixtureEntity.ITEMS);
  }

  public String notes() {
    return entity(FixtureEntity.NOTES);
  }

  public String stockLevels() {
    return entity(FixtureEntity.STOCK_LEVELS);
  }

  public String filterRows() {
    return entity(FixtureEntity.FILTER_ROWS);
  }

  private String entity(FixtureEntity wanted) {
    if (!offers(wanted)) {
      throw new SkippedException("The target has no entity " + wanted);
    }
    return wanted.toString();
  }

  /** Whether the target has this entity of the fixture. */
  public boolean offers(FixtureEntity entity) {
    EntityNames names = target().entities().get(entity);
    return names == null || names.name() != null;
  }

  /** Whether the target has a capability, by declaration or by its pong. */
  public boolean has(String capability) {
    return conformance.capabilities().contains(Capability.normalized(capability));
  }

  /**
   * A limit of the target by its name in clause 11.1.1, where the target file or the pong tell it.
   */
  public OptionalLong limit(String name) {
    Long limit = conformance.limits().get(name);
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /** Whether the target takes such a value, by declaration or as it showed. */
  public boolean takes(RareValue rare) {
    return has(rare.capability());
  }

  /** Writes down what the target does where nothing is judged. */
  public void record(String note) {
    notes.add(note);
  }

  List<String> recorded() {
    return List.copyOf(notes);
  }

  public WireLog log() {
    return log;
  }

  /** A client id that nobody else uses. */
  public String newClientId() {
    return "conformance-" + mark + "-" + ++clients;
  }

  /** CONNECT options with a new client id, the version of this run, and the target's identity. */
  public ConnectOptions options() {
    return options(newClientId());
  }

  /** CONNECT options with this client id, the version of this run, and the target's identity. */
  public ConnectOptions options(String clientId) {
    return options(clientId, target().identity());
  }

  /**
   * The same as another of the target's identities.
   *
   * @param identity its name; the case needs the capability {@code identity-NAME}
   */
  public ConnectOptions optionsAs(String identity, String clientId) {
    return options(
        clientId, Check.present(target().identities().get(identity), "the identity " + identity));
  }

  private ConnectOptions options(String clientId, Identity identity) {
    return ConnectOptions.of(clientId)
        .version(version)
        .credentials(identity.user(), identity.password());
  }

  /** The MQTT version that ordinary clients speak in this run of the case. */
  public Version version() {
    return version;
  }

  /**
   * A client that cases share so that not each of hundreds has to connect. It is for requests and
   * their answers only: a case leaves it as it found it.
   */
  public Client sharedClient() {
    return conformance.sharedClient(this);
  }

  /** A new client. */
  public Client client() {
    return client(options());
  }

  /** A new MQTT 5 client. */
  public Client client5() {
    return client(options().version(Version.V5));
  }

  /** A client that is connected and has subscribed to its own responses. */
  public Client client(ConnectOptions options) {
    Client client = silentClient(options);
    List<Integer> codes = client.mqtt().subscribe(1, client.topic("response"));
    Check.equal("SUBACK for one's own responses", List.of(1), codes);
    return client;
  }

  /** A client that is connected and has subscribed to nothing. */
  public Client silentClient(ConnectOptions options) {
    MqttConnection mqtt = connect(options);
    Check.that(mqtt.connectCode() == 0, "CONNACK code 0, was " + mqtt.connectCode());
    return new Client(this, options.clientId(), mqtt);
  }

  /** A bare connection, refused or not; closed at the end of the case. */
  public MqttConnection connect(ConnectOptions options) {
    MqttConnection mqtt = conformance.connect(options, log);
    connections.add(mqtt);
    return mqtt;
  }

  /** How the target's requests are put. */
  Wording wording() {
    return conformance.wording();
  }

  /** Leaves a client connected at the end of the case. */
  Client kept(Client client) {
    connections.remove(client.mqtt());
    return client;
  }

  /** A TCP connection on which no CONNECT was sent; closed at the end of the case. */
  public MqttConnection open() {
    MqttConnection mqtt = conformance.open(options(), log);
    connections.add(mqtt);
    return mqtt;
  }

  /** A read request on an entity. */
  public Request read(String entity) {
    return request("read", entity);
  }

  /** A read request on the items of this case. */
  public Request readRun() {
    return read(items()).filter("run", "eq", mark);
  }

  public Request create(String entity) {
    return request("create", entity);
  }

  public Request update(String entity) {
    return request("update", entity);
  }

  public Request delete(String entity) {
    return request("delete", entity);
  }

  /** A request of any operation on an entity of the fixture's schema. */
  public Request request(String operation, String entity) {
    wrote |= !operation.equals("read");
    return Request.of("request", operation)
        .in(wording())
        .with("schema", target().schema())
        .with("entity", entity);
  }

  /** A create request for an item of this case. */
  public Request newItem(@Nullable Object... namesAndValues) {
    return create(items()).data(itemData(namesAndValues));
  }

  /** The data of an item of this case; a name is made up where none is given. */
  public ObjectNode itemData(@Nullable Object... namesAndValues) {
    ObjectNode data = Json.object("run", mark, "name", "item");
    data.setAll(Json.object(namesAndValues));
    return data;
  }

  /** A subscribe request on an entity. */
  public Request subscribe(String entity) {
    return Request.of("subscription", "subscribe")
        .in(wording())
        .with("schema", target().schema())
        .with("entity", entity);
  }

  /** A subscribe request on the items of this case. */
  public Request subscribeRun() {
    return subscribe(items()).filter("run", "eq", mark);
  }

  /** An unsubscribe request. */
  public Request unsubscribe(String subscriptionId) {
    return Request.of("subscription", "unsubscribe").fields("subscription_id", subscriptionId);
  }

  /** How many items this case has now. */
  public int itemCount(Client client) throws InterruptedException {
    return client.ok(readRun().option("limit", 0)).metadata("total").asInt(-1);
  }

  /** Removes the rows of this case and ends its connections. */
  @Override
  public void close() {
    try {
      if (wrote) {
        removeRows();
      }
    } catch (AssertionError | MqttFailedException | SkippedException e) {
      notes.add("Rows marked " + mark + " could not be removed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.forEach(MqttConnection::close);
    }
  }

  private void removeRows() throws InterruptedException {
    Client cleaner = new CaseContext(conformance, version).sharedClient();
    for (FixtureEntity entity :
        List.of(FixtureEntity.NOTES, FixtureEntity.STOCK_LEVELS, FixtureEntity.ITEMS)) {
      List<JsonNode> before = List.of();
      while (offers(entity)) {
        List<JsonNode> rows =
            cleaner
                .ok(read(entity.toString()).filter("run", "eq", mark).option("limit", 200))
                .rows();
        if (rows.isEmpty()) {
          break;
        }
        Check.that(!rows.equals(before), "rows are gone when their delete was answered");
        before = rows;
        List<Request> removals = rows.stream().map(row -> removal(entity, row)).toList();
        for (Response removed : cleaner.callAll(removals)) {
          Check.that(removed.success(), "removed, but was " + removed.message().text());
        }
      }
    }
  }

  private Request removal(FixtureEntity entity, JsonNode row) {
    return delete(entity.toString())
        .key(
            entity == FixtureEntity.STOCK_LEVELS
                ? Json.object("warehouse", row.path("warehouse"), "sku", row.path("sku"))
                : row.path("id"));
  }
}
