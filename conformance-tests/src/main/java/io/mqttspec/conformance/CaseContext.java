package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttFailedException;
import io.mqttspec.conformance.mqtt.WireLog;
import java.util.ArrayList;
import java.util.List;
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
  private final WireLog log = new WireLog();
  private final String mark;
  private final List<MqttConnection> connections = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int clients;
  private boolean wrote;

  CaseContext(ConformanceRun conformance) {
    this.conformance = conformance;
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
    return target().entities().items();
  }

  public String notes() {
    return target().entities().notes();
  }

  public String stockLevels() {
    return target().entities().stockLevels();
  }

  public String filterRows() {
    return target().entities().filterRows();
  }

  /** Whether the target has a capability, by declaration or by its pong. */
  public boolean has(String capability) {
    return conformance.capabilities().contains(Target.capability(capability));
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

  /** CONNECT options with a new client id and the target's credentials. */
  public ConnectOptions options() {
    return options(newClientId());
  }

  /** CONNECT options with this client id and the target's credentials. */
  public ConnectOptions options(String clientId) {
    return ConnectOptions.of(clientId).credentials(target().user(), target().password());
  }

  /** A new MQTT 3.1.1 client. */
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
    MqttConnection mqtt =
        conformance
            .transport()
            .connect(target().host(), target().port(), options, target().timeout(), log);
    connections.add(mqtt);
    return mqtt;
  }

  /** A TCP connection on which no CONNECT was sent; closed at the end of the case. */
  public MqttConnection open() {
    MqttConnection mqtt =
        conformance
            .transport()
            .open(target().host(), target().port(), options(), target().timeout(), log);
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
    } catch (AssertionError | MqttFailedException e) {
      notes.add("Rows marked " + mark + " could not be removed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.forEach(MqttConnection::close);
    }
  }

  private void removeRows() throws InterruptedException {
    Client cleaner = client();
    for (String entity : List.of(notes(), stockLevels(), items())) {
      while (true) {
        List<JsonNode> rows =
            cleaner.ok(read(entity).filter("run", "eq", mark).option("limit", 200)).rows();
        if (rows.isEmpty()) {
          break;
        }
        List<Request> removals = rows.stream().map(row -> removal(entity, row)).toList();
        for (Response removed : cleaner.callAll(removals)) {
          Check.that(removed.success(), "removed, but was " + removed.message().text());
        }
      }
    }
  }

  private Request removal(String entity, JsonNode row) {
    return delete(entity)
        .key(
            entity.equals(stockLevels())
                ? Json.object("warehouse", row.path("warehouse"), "sku", row.path("sku"))
                : row.path("id"));
  }
}
