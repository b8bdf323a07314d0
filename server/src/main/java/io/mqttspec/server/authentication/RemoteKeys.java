package io.mqttspec.server.authentication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key set that the issuer serves. Fetched at start and every five minutes, and when a token names
 * a key that is not known, though then no more than once in 30 seconds. While the issuer is away
 * the keys that were fetched last hold.
 */
final class RemoteKeys implements TokenKeys {

  private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);

  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration LEAST_BETWEEN = Duration.ofSeconds(30);
  private static final Duration LEAST_BETWEEN_WITHOUT_KEYS = Duration.ofSeconds(1);

  /** Longest that a client that connects, and the worker with it, waits for a fetch. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration LONGEST_FETCH = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 1024 * 1024;

  private final URI url;
  private final Clock clock;
  private final ScheduledFuture<?> refreshing;

  // Redirects are not followed: they could lead from https to a place that nobody trusts.
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LONGEST_WAIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private volatile @Nullable TokenKeySet keys;

  @GuardedBy("this")
  private CompletableFuture<Void> fetching = CompletableFuture.completedFuture(null);

  @GuardedBy("this")
  private Instant fetchedAt = Instant.EPOCH;

  RemoteKeys(URI url, Clock clock, ScheduledExecutorService scheduler) {
    this.url = url;
    this.clock = clock;
    this.refreshing =
        scheduler.scheduleWithFixedDelay(
            this::fetchInBackground, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  private void fetchInBackground() {
    CompletableFuture<?> unused = fetch();
  }

  @Override
  public TokenKeySet current() {
    if (keys == null && !refresh()) {
      throw unavailable();
    }
    TokenKeySet known = keys;
    if (known == null) {
      throw unavailable();
    }
    return known;
  }

  private static AuthenticationException unavailable() {
    return new AuthenticationException(
        Refusal.UNAVAILABLE, "The keys that sign tokens can't be had at the moment; try later.");
  }

  @Override
  public boolean refresh() {
    CompletableFuture<Void> fetch;
    synchronized (this) {
      Duration since = Duration.between(fetchedAt, clock.instant()).abs();
      Duration least = keys == null ? LEAST_BETWEEN_WITHOUT_KEYS : LEAST_BETWEEN;
      if (fetching.isDone() && since.compareTo(least) < 0) {
        return false;
      }
      fetch = fetch();
    }
    try {
      fetch.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log.debug("no newer keys", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Begins to fetch, or joins the fetch that goes on. Never waits. */
  private synchronized CompletableFuture<Void> fetch() {
    if (!fetching.isDone()) {
      return fetching;
    }
    fetchedAt = clock.instant();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            HttpRequest.newBuilder(url).header("Accept", "application/json").build(),
            answer -> new LimitedBody(MOST_BYTES));
    fetching =
        exchange
            .thenAccept(this::take)
            .orTimeout(LONGEST_FETCH.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (taken, failure) -> {
                  if (failure != null) {
                    exchange.cancel(true);
                    log.warn(
                        "The keys for tokens can't be fetched from {}{}: {}",
                        url,
                        keys == null ? "" : "; those before hold",
                        failure.toString());
                  }
                });
    return fetching;
  }

  private void take(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("it answers with status " + answer.statusCode());
    }
    TokenKeySet fetched =
        TokenKeySet.ofPublicKeys(new String(answer.body(), StandardCharsets.UTF_8));
    log.debug("Keys for tokens: {}", fetched);
    keys = fetched;
  }

  @Override
  public void close() {
    refreshing.cancel(false);
  }

  /** A body that fails when it is too large for what it should be. */
  private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final HttpResponse.BodySubscriber<byte[]> all =
        HttpResponse.BodySubscribers.ofByteArray();
    private final int most;
    private long size;
    private Flow.@Nullable Subscription source;

    LimitedBody(int most) {
      this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return all.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      source = subscription;
      all.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        size += buffer.remaining();
      }
      if (size <= most) {
        all.onNext(buffers);
      } else if (source != null) {
        source.cancel();
        all.onError(new IOException("it answers with more than " + most + " bytes"));
      }
    }

    @Override
    public void onError(Throwable failure) {
      all.onError(failure);
    }

    @Override
    public void onComplete() {
      all.onComplete();
    }
  }
}
