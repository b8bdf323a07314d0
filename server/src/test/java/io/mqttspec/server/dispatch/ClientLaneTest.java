package io.mqttspec.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.testing.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientLaneTest {

  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  private ClientLane lane() {
    return new ClientLane(
        worker, new InFlight(1_000, 1_000_000), new RequestRate(-1, System::nanoTime));
  }

  private ClientLane.Task noting(String name) {
    return () -> {
      ran.add(name);
      return RequestHandler.DONE;
    };
  }

  /** Holds the only worker until the latch is open. */
  private CountDownLatch holdWorker() {
    CountDownLatch open = new CountDownLatch(1);
    worker.execute(
        () -> {
          try {
            open.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return open;
  }

  private void awaitLast(ClientLane lane) {
    CompletableFuture<Boolean> last = new CompletableFuture<>();
    lane.add(
        () -> {
          last.complete(true);
          return RequestHandler.DONE;
        });
    Await.value(last);
  }

  /** On a machine that is busy with other things a turn may be over sooner. */
  @Test
  void quickTasks_areOneTurn_inTheirOrder() {
    List<String> expected = List.of("first 0", "first 1", "first 2", "second");
    boolean oneTurn = false;
    for (int attempt = 0; attempt < 1_000 && !oneTurn; attempt++) {
      ran.clear();
      ClientLane first = lane();
      ClientLane second = lane();
      CountDownLatch open = holdWorker();
      expected.subList(0, 3).forEach(name -> first.add(noting(name)));
      second.add(noting("second"));

      open.countDown();
      awaitLast(first);
      awaitLast(second);

      assertThat(ran).filteredOn(name -> !name.equals("second")).isEqualTo(expected.subList(0, 3));
      oneTurn = ran.equals(expected);
    }
    assertThat(oneTurn).isTrue();
  }

  @Test
  void laneWithMuchToDo_letsOthersInBetween() {
    ClientLane busy = lane();
    ClientLane other = lane();
    CountDownLatch open = holdWorker();
    for (int i = 0; i < 10; i++) {
      String name = "busy " + i;
      busy.add(
          () -> {
            long start = System.nanoTime();
            while (System.nanoTime() - start < TimeUnit.MICROSECONDS.toNanos(600)) {
              Thread.onSpinWait();
            }
            ran.add(name);
            return RequestHandler.DONE;
          });
    }
    other.add(noting("other"));

    open.countDown();
    awaitLast(busy);

    assertThat(ran).hasSize(11);
    assertThat(ran.indexOf("other")).isLessThan(4);
  }

  @Test
  void taskThatIsNotDoneYet_holdsItsLane_andNoWorker() {
    ClientLane waiting = lane();
    ClientLane other = lane();
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(
        () -> {
          ran.add("begun");
          return done;
        });
    waiting.add(noting("after"));
    awaitLast(other);
    assertThat(ran).containsExactly("begun");

    done.complete(null);
    awaitLast(waiting);

    assertThat(ran).containsExactly("begun", "after");
  }

  @Test
  void taskThatFails_isTheLastOfNothing() {
    ClientLane lane = lane();
    lane.add(
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    lane.add(noting("next"));
    awaitLast(lane);

    assertThat(ran).containsExactly("next");
  }
}
