package io.mqttspec.conformance.bench;

import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.broker.PlainBrokerProcess;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What one run of the bench has opened, and closes at its end in reverse order. */
final class Bench implements AutoCloseable {

  private static final int USUAL_PAYLOAD = 200;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final LoadLoop loop = keep(new LoadLoop());
  private final String mark = Long.toString(System.currentTimeMillis(), 36);
  private int answerBytes = USUAL_PAYLOAD;
  private int loads;

  /** Requests of a scenario on rows made for it. */
  Load requests(Scenario scenario, BenchTarget target, Options.Rows options, LoadShape shape) {
    String ownMark = mark + "-" + ++loads;
    PreparedRows rows = prepare(target, options, ownMark);
    answerBytes = rows.answerBytes(rows.reads(options.columns()).get(0));
    RequestSource source = scenario.source(target, rows, options);
    return keep(new RequestLoad(loop, target, ownMark, shape, source));
  }

  /**
   * Updates of rows that subscribers are told of.
   *
   * @param matching how many of all subscriptions match, which are the first ones
   */
  Load notifications(
      BenchTarget target,
      Options.Rows options,
      LoadShape shape,
      int subscribers,
      int subscriptionsEach,
      int matching) {
    String ownMark = mark + "-" + ++loads;
    PreparedRows rows = prepare(target, options, ownMark);
    List<Template> updates =
        rows.updates("name", row -> Template.HOLE).stream().map(target::template).toList();
    RequestLoad writers =
        keep(new RequestLoad(loop, target, ownMark, shape, RequestSource.of(updates)));
    NotifyLoad load = new NotifyLoad(loop, writers, matching);
    Subscribers all =
        keep(
            new Subscribers(
                loop,
                target,
                ownMark + "-s",
                subscribers,
                (client, number) -> {
                  int subscription = client * subscriptionsEach + number;
                  return target.template(
                      rows.subscribe(
                          subscription < matching ? ownMark : ownMark + "-" + subscription));
                },
                subscriptionsEach,
                load::arrived));
    all.open();
    return load;
  }

  /** Clients that connect, subscribe, ping and go. */
  Load connects(BenchTarget target, LoadShape shape) {
    return keep(new ConnectLoad(loop, target, mark, shape));
  }

  /** Reads by key beside clients that are connected and subscribed and do nothing. */
  IdleLoad readsBesideIdle(
      BenchTarget target, Options.Rows options, LoadShape shape, int idleClients) {
    String ownMark = mark + "-" + ++loads;
    PreparedRows rows = prepare(target, options, ownMark);
    RequestSource source = Scenario.READ.source(target, rows, options);
    RequestLoad reads = keep(new RequestLoad(loop, target, ownMark, shape, source));
    Template subscribe = target.template(rows.subscribe(ownMark + "-idle"));
    Subscribers idle =
        keep(
            new Subscribers(
                loop,
                target,
                ownMark + "-idle",
                idleClients,
                (client, number) -> subscribe,
                1,
                token -> {}));
    return new IdleLoad(reads, idle, idleClients);
  }

  private PreparedRows prepare(BenchTarget target, Options.Rows options, String ownMark) {
    return keep(PreparedRows.create(target, ownMark, options.rows()));
  }

  /**
   * The raw loop on a plain broker in a JVM of its own: each client publishes to its own
   * subscription. Its payload is that of the answers of a load opened before, if there is one.
   */
  Load baseline(String name, Options.Plain options, LoadShape shape) {
    PlainBrokerProcess broker =
        keep(PlainBrokerProcess.start(0, options.settings(), options.jvm()));
    return onPlain(name, broker, RequestSource.loop(options.payloadBytes(answerBytes)), shape);
  }

  /** The same exchange through an extension of the broker that does nothing but answer. */
  Load echo(String name, Options.Plain options, LoadShape shape) {
    PlainBrokerProcess broker =
        keep(PlainBrokerProcess.startEcho(0, options.settings(), options.jvm()));
    return onPlain(name, broker, RequestSource.echo(options.payloadBytes(answerBytes)), shape);
  }

  private Load onPlain(
      String name, PlainBrokerProcess broker, RequestSource source, LoadShape shape) {
    BenchTarget target = BenchTarget.of(name, Target.at("127.0.0.1", broker.port()), broker.pid());
    return keep(new RequestLoad(loop, target, mark, shape, source));
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  @Override
  public void close() {
    BenchFailedException failed = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failed = new BenchFailedException("Could not tidy up: " + e.getMessage(), e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
