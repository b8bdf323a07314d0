package io.mqttspec.sample;

import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.TransportException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the client connected while the app is visible, and a little longer. Knows nothing of
 * Android, so that it can be tested without. Safe for all threads; nothing in it blocks.
 */
final class ConnectionKeeper implements AutoCloseable {

  private final MqttSpecClient client;
  private final long lingerMillis;
  private final long retryMillis;
  private final FlowableProcessor<Boolean> visible =
      PublishProcessor.<Boolean>create().toSerialized();
  private final FlowableProcessor<Boolean> networks =
      PublishProcessor.<Boolean>create().toSerialized();
  private final Disposable keeping;

  /**
   * Begins, as of an app that is not visible.
   *
   * @param client stays open when the keeper is closed
   * @param lingerMillis how long the connection outlives the app's being visible
   * @param retryMillis how long to wait after a failure that the SDK does not repeat by itself,
   *     which is that of a first attempt
   */
  ConnectionKeeper(MqttSpecClient client, long lingerMillis, long retryMillis) {
    this.client = client;
    this.lingerMillis = lingerMillis;
    this.retryMillis = retryMillis;
    keeping =
        visible
            .switchMap(now -> now ? Flowable.just(true) : lingering())
            .distinctUntilChanged()
            .switchMapCompletable(wanted -> wanted ? stayConnected() : client.disconnect())
            .subscribe();
  }

  /** The first activity has started. */
  void appVisible() {
    visible.onNext(true);
  }

  /** The last activity has stopped. */
  void appHidden() {
    visible.onNext(false);
  }

  /** There is a network, and it is not the one there was before. */
  void networkChanged() {
    networks.onNext(true);
  }

  private Flowable<Boolean> lingering() {
    return Flowable.timer(lingerMillis, TimeUnit.MILLISECONDS).map(over -> false);
  }

  private Completable stayConnected() {
    return networks
        .onBackpressureLatest()
        .map(changed -> renew())
        .startWithItem(connect())
        .switchMapCompletable(attempt -> attempt);
  }

  /**
   * A connection over the network before may be dead without knowing; and if none came about there,
   * the SDK waits longer each time, which a new network gives no reason for. So a connection that
   * does not answer is replaced at once.
   */
  private Completable renew() {
    return client
        .ping()
        .ignoreElement()
        .onErrorResumeNext(
            error ->
                error instanceof TransportException ? client.disconnect() : Completable.complete())
        .andThen(connect());
  }

  /** Never completes: begins anew when the client has given up. */
  private Completable connect() {
    return client
        .connect()
        .andThen(givenUp())
        .retryWhen(
            errors ->
                errors.concatMap(
                    error ->
                        isPermanent(error)
                            ? Flowable.never()
                            : Flowable.timer(retryMillis, TimeUnit.MILLISECONDS)));
  }

  /** A lost connection the SDK makes again by itself: this is for what it does not. */
  private Completable givenUp() {
    return client
        .connectionState()
        .filter(state -> state.status() == ConnectionState.Status.DISCONNECTED)
        .firstElement()
        .flatMapCompletable(
            state -> state.cause().map(Completable::error).orElseGet(Completable::never));
  }

  /** Then only the user can help: the reason is on the screen. */
  private static boolean isPermanent(Throwable error) {
    return !(error instanceof TransportException)
        || (error instanceof ConnectionRefusedException
            && ((ConnectionRefusedException) error).isPermanent());
  }

  /** Ends; the connection stays as it is. */
  @Override
  public void close() {
    keeping.dispose();
  }
}
