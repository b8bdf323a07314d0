package io.mqttspec.demo.replay;

import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.query.Query;
import io.mqttspec.demo.data.Airport;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.data.WeatherHour;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Twelve devices send a year of weather, each over a connection of its own; three dashboards follow
 * it, and a visitor asks about airports meanwhile. All of them know the server only through the
 * SDK. For one thread.
 */
public final class Replay implements AutoCloseable {

  /** How many devices there are; reading n is sent by device n modulo this. */
  public static final int DEVICES = 12;

  private static final int IN_FLIGHT_PER_DEVICE = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port;
  private final List<WeatherHour> hours;
  private final int perSecond;
  private final Wire wire;
  private final List<Dashboard> dashboards = Dashboard.three();
  private final Progress progress;
  private final List<MqttSpecClient> clients = new CopyOnWriteArrayList<>();
  private final MqttSpecClient visitor;
  private final CompositeDisposable following = new CompositeDisposable();

  /**
   * A replay that has not begun.
   *
   * @param port TCP port of the server on this machine
   * @param hours what to send
   * @param perSecond most readings in a second, 0 for as fast as it goes
   * @param wire what lies between the SDK and the dashboards
   */
  public Replay(int port, List<WeatherHour> hours, int perSecond, Wire wire) {
    this.port = port;
    this.hours = List.copyOf(hours);
    this.perSecond = perSecond;
    this.wire = wire;
    this.progress = new Progress(hours, dashboards);
    this.visitor = client("visitor");
  }

  /** What happens, for a view. */
  public Progress progress() {
    return progress;
  }

  /**
   * Connects the visitor and has its first question answered.
   *
   * @throws DemoFailedException when there is no answer
   * @throws InterruptedException when it was given up
   */
  public void askFirst() throws InterruptedException {
    await("The first answer", visitor.connect().andThen(airports().read("SEA")).ignoreElement());
  }

  /**
   * Lets the dashboards follow, the devices send and the visitor ask, and judges what came of it.
   * After {@link #askFirst()}.
   *
   * @throws DemoFailedException when a part of it can't go on, or takes far too long
   * @throws InterruptedException when it was given up
   */
  public Outcome run() throws InterruptedException {
    progress.enter("Connecting " + dashboards.size() + " dashboards and " + DEVICES + " devices");
    await(
        "Following the readings",
        Flowable.fromIterable(dashboards).flatMapCompletable(this::connectAndFollow));
    List<Entity<SensorReading>> devices = new ArrayList<>();
    List<Completable> connects = new ArrayList<>();
    for (int device = 0; device < DEVICES; device++) {
      MqttSpecClient client = client("device-" + device);
      devices.add(readings(client));
      connects.add(client.connect());
    }
    await("Connecting the devices", Completable.merge(connects));

    progress.enter(
        String.format(Locale.ROOT, "%d devices send %,d readings", DEVICES, hours.size()));
    Duration took = send(devices);
    progress.enter("All are stored; waiting for the last events");
    return judge(took);
  }

  private Completable connectAndFollow(Dashboard dashboard) {
    MqttSpecClient client = client("dashboard-" + dashboards.indexOf(dashboard));
    boolean isEverything = dashboard.name().equals("everything");
    return client
        .connect()
        .andThen(
            Completable.defer(
                () -> {
                  following.add(
                      dashboard.follow(
                          readings(client),
                          wire,
                          isEverything ? progress::addToCurve : reading -> {}));
                  return dashboard.live();
                }));
  }

  private Duration send(List<Entity<SensorReading>> devices) throws InterruptedException {
    List<Completable> sending = new ArrayList<>();
    for (int device = 0; device < DEVICES; device++) {
      sending.add(sendAll(device, devices.get(device)));
    }
    AtomicBoolean sent = new AtomicBoolean();
    AtomicLong last = new AtomicLong();
    long start = System.nanoTime();
    Completable all =
        Completable.merge(sending)
            .doOnComplete(() -> last.set(System.nanoTime()))
            .doFinally(() -> sent.set(true));
    Duration paced = Duration.ofSeconds(perSecond == 0 ? 0 : hours.size() / perSecond);
    await(
        "Sending the readings",
        all.mergeWith(new AirportQueries(airports(), progress).run(sent::get)),
        PATIENCE.plus(paced));
    return Duration.ofNanos(last.get() - start);
  }

  /** In order, a few at a time. */
  private Completable sendAll(int device, Entity<SensorReading> entity) {
    List<SensorReading> own = new ArrayList<>();
    for (int n = device; n < hours.size(); n += DEVICES) {
      WeatherHour hour = hours.get(n);
      own.add(
          new SensorReading(
              null, device, n, hour.date(), hour.pressure(), hour.temperature(), hour.wind()));
    }
    return paced(own)
        .flatMapSingle(entity::create, false, IN_FLIGHT_PER_DEVICE)
        .doOnNext(created -> progress.readingStored())
        .ignoreElements();
  }

  private Flowable<SensorReading> paced(List<SensorReading> own) {
    if (perSecond == 0) {
      return Flowable.fromIterable(own);
    }
    long microsBetween = DEVICES * 1_000_000L / perSecond;
    return Flowable.fromIterable(own)
        .zipWith(
            Flowable.interval(microsBetween, TimeUnit.MICROSECONDS).onBackpressureBuffer(),
            (reading, tick) -> reading);
  }

  private Outcome judge(Duration took) throws InterruptedException {
    Entity<SensorReading> readings = readings(visitor);
    SensorReading mark = awaitValue("The end mark", readings.create(EndMark.READING));
    List<Comparison> comparisons = new ArrayList<>();
    for (Dashboard dashboard : dashboards) {
      await("The end of the events of \"" + dashboard.name() + "\"", dashboard.ended());
      comparisons.add(
          Comparison.of(
              dashboard.name(), dashboard.expected(hours, DEVICES), DEVICES, dashboard.events()));
    }
    await("Removing the end mark", readings.delete(mark.key()));
    long stored =
        awaitValue("Counting the readings", readings.read(Query.all().limit(0)))
            .total()
            .orElseThrow();
    return new Outcome(hours.size(), stored, took, comparisons);
  }

  /** Follows all readings from now on, for somebody who writes some by hand. */
  public Flowable<Change<SensorReading>> watch() {
    return readings(visitor).changes();
  }

  private MqttSpecClient client(String id) {
    MqttSpecClient client =
        MqttSpecClient.builder().host("127.0.0.1").port(port).clientId(id).build();
    clients.add(client);
    return client;
  }

  private Entity<Airport> airports() {
    return visitor.entity("public", "airports", Airport.class);
  }

  private static Entity<SensorReading> readings(MqttSpecClient client) {
    return client.entity("public", "sensor_readings", SensorReading.class);
  }

  private static void await(String what, Completable completable) throws InterruptedException {
    await(what, completable, PATIENCE);
  }

  private static void await(String what, Completable completable, Duration patience)
      throws InterruptedException {
    awaitValue(what, completable.toSingleDefault(true), patience);
  }

  private static <T> T awaitValue(String what, Single<T> single) throws InterruptedException {
    return awaitValue(what, single, PATIENCE);
  }

  private static <T> T awaitValue(String what, Single<T> single, Duration patience)
      throws InterruptedException {
    try {
      return single.timeout(patience.toMillis(), TimeUnit.MILLISECONDS).blockingGet();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof InterruptedException) {
        throw new InterruptedException(what + " was interrupted");
      }
      throw new DemoFailedException(what + " failed: " + e.getMessage(), e);
    }
  }

  /** Disconnects all. */
  @Override
  public void close() {
    following.dispose();
    boolean unused =
        Flowable.fromIterable(clients)
            .flatMapCompletable(MqttSpecClient::disconnect)
            .blockingAwait(5, TimeUnit.SECONDS);
    clients.forEach(MqttSpecClient::close);
  }
}
