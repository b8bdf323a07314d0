package io.mqttspec.demo.cli;

import com.sun.management.OperatingSystemMXBean;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.query.Query;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What it costs to have clients connected and subscribed that do nothing. */
final class IdleCheck {

  /**
   * CPU time so far.
   *
   * @param own of each of the server's threads, by its id, in nanoseconds
   * @param process of all threads together, in nanoseconds
   */
  private record CpuTime(Map<Long, Long> own, long process) {

    static CpuTime now() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      Map<Long, Long> own = new HashMap<>();
      for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (thread != null && thread.getThreadName().startsWith("mqttspec")) {
          own.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
        }
      }
      OperatingSystemMXBean process =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      return new CpuTime(own, process.getProcessCpuTime());
    }

    /** A thread that has ended since then is left out. */
    double ownMillisSince(CpuTime before) {
      return own.entrySet().stream()
              .mapToLong(now -> now.getValue() - before.own.getOrDefault(now.getKey(), 0L))
              .sum()
          / 1e6;
    }

    double processMillisSince(CpuTime before) {
      return (process - before.process) / 1e6;
    }
  }

  private static final int SETTLE_SECONDS = 2;

  private IdleCheck() {}

  /**
   * Connects the clients, lets them be, and returns a line that tells what it cost.
   *
   * @param port TCP port of the server in this JVM
   * @param clients how many clients
   * @param time how long to measure
   */
  static String run(int port, int clients, Duration time) throws InterruptedException {
    List<MqttSpecClient> connected = new ArrayList<>();
    CompositeDisposable following = new CompositeDisposable();
    try {
      for (int i = 0; i < clients; i++) {
        connected.add(
            MqttSpecClient.builder().host("127.0.0.1").port(port).clientId("idle-" + i).build());
      }
      Flowable.fromIterable(connected)
          .flatMapCompletable(client -> follow(client, following), false, 16)
          .blockingAwait();
      pause(Duration.ofSeconds(SETTLE_SECONDS));
      CpuTime before = CpuTime.now();
      pause(time);
      CpuTime after = CpuTime.now();
      return String.format(
          Locale.ROOT,
          "Idle: %d clients, each with a subscription, for %.0f s: CPU time of the server's own"
              + " threads %.1f ms, of the whole process (broker and clients included) %.1f ms",
          clients,
          time.toMillis() / 1e3,
          after.ownMillisSince(before),
          after.processMillisSince(before));
    } finally {
      following.dispose();
      boolean unused =
          Flowable.fromIterable(connected)
              .flatMapCompletable(MqttSpecClient::disconnect)
              .blockingAwait(10, TimeUnit.SECONDS);
      connected.forEach(MqttSpecClient::close);
    }
  }

  private static Completable follow(MqttSpecClient client, CompositeDisposable following) {
    return client
        .connect()
        .andThen(
            Completable.defer(
                () -> {
                  CompletableSubject live = CompletableSubject.create();
                  Entity<?> readings = client.entity("public", "sensor_readings");
                  following.add(
                      readings
                          .changes(Query.all(), live::onComplete)
                          .subscribe(change -> {}, live::onError));
                  return live;
                }));
  }

  private static void pause(Duration time) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
