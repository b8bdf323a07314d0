package io.mqttspec.server.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.authentication.Refusal;
import io.mqttspec.server.change.ChangeLog;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.Transactions;
import io.mqttspec.server.dispatch.Acknowledgement;
import io.mqttspec.server.dispatch.Clients;
import io.mqttspec.server.dispatch.CursorTokens;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.dispatch.Handlers;
import io.mqttspec.server.dispatch.InboundConnection;
import io.mqttspec.server.dispatch.InboundRequest;
import io.mqttspec.server.dispatch.Steps;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityName;
import io.mqttspec.server.entity.EntityRegistry;
import io.mqttspec.server.entity.TableReader;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.Mappers;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.reply.OutboundMessage;
import io.mqttspec.server.reply.Replies;
import io.mqttspec.server.reply.ReplyPort;
import io.mqttspec.server.storage.Secret;
import io.mqttspec.server.subscription.Notifier;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All steps of the server but the broker: dispatch with its lanes, limits and a hook, the entity
 * registry, the transaction, MyBatis, the answer's JSON. The workers' threads are left out, since
 * neither of the other two ways changes threads.
 */
final class ServerWay implements Way {

  private static final Identity CLIENT = Identity.ofClient("bench");
  private static final String CONNECTION = "1";

  private final HikariDataSource pool = Products.create();
  private final Kept kept = new Kept();
  private final Notifier notifier;
  private final Dispatcher dispatcher;

  ServerWay() {
    ServerConfig config = ServerConfig.builder().port(0).build();
    Clock clock = Clock.systemUTC();
    Hooks hooks = new Hooks(Map.of(HookPoint.BEFORE_READ, List.of(context -> {})));
    Replies replies = new Replies(kept, config.qos(), clock);
    SubscriptionRegistry subscriptions = new SubscriptionRegistry(Optional.empty());
    notifier = new Notifier(subscriptions, replies);
    Dialect dialect;
    Mappers mappers;
    Entity products;
    try (Connection connection = pool.getConnection()) {
      dialect = Dialect.of(connection);
      mappers = Mappers.of(pool, null, dialect, config.limits().statementTime());
      products =
          new TableReader(connection, dialect).read(new EntityName("public", "products"), null);
      mappers.add(products, null, null);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    DatabaseErrors errors = new DatabaseErrors(dialect);
    Steps steps =
        new Steps(
            config,
            "bench",
            hooks,
            new EntityRegistry(
                config.defaultSchema(), List.of(products), List.of(), Map.of(), Map.of()),
            mappers,
            new Transactions(pool, dialect, errors, config.limits().statementTime()),
            errors,
            new ChangeLog(notifier, clock),
            subscriptions,
            new CursorTokens(Secret.random()),
            replies);
    Clients clients =
        new Clients(steps, Optional.empty(), new CallingThread(), clock, Optional.empty());
    dispatcher = new Dispatcher(config, clients, new Handlers(steps), hooks, replies);
    dispatcher.connecting(new Connected());
  }

  @Override
  public byte[] answer(byte[] request) {
    dispatcher.accept(
        new InboundRequest(
            CLIENT,
            Optional.of(CONNECTION),
            request,
            InboundRequest.Properties.NONE,
            1,
            1,
            false,
            new Acknowledged()));
    return kept.take();
  }

  @Override
  public void close() {
    notifier.close();
    pool.close();
  }

  /** Keeps the last answer in place of a broker. */
  private static final class Kept implements ReplyPort {

    private static final CompletableFuture<Boolean> SENT = CompletableFuture.completedFuture(true);

    private byte @Nullable [] last;

    @Override
    public CompletionStage<Boolean> send(OutboundMessage message) {
      last = message.payload().array();
      return SENT;
    }

    byte[] take() {
      byte[] taken = last;
      if (taken == null) {
        throw new IllegalStateException("no answer came");
      }
      last = null;
      return taken;
    }

    @Override
    public CompletionStage<Void> listen(String clientId, String topic, int qos) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unlisten(String clientId, String topic) {}
  }

  private static final class Acknowledged implements Acknowledgement {
    @Override
    public void acknowledge() {}

    @Override
    public void abandon(String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void lost() {
      throw new IllegalStateException("the client is not connected");
    }
  }

  private static final class Connected implements InboundConnection {
    @Override
    public String clientId() {
      return CLIENT.clientId();
    }

    @Override
    public String connectionId() {
      return CONNECTION;
    }

    @Override
    public Optional<String> userName() {
      return Optional.empty();
    }

    @Override
    public Optional<ByteBuffer> password() {
      return Optional.empty();
    }

    @Override
    public Optional<X509Certificate> certificate() {
      return Optional.empty();
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1";
    }

    @Override
    public boolean sessionExists() {
      return false;
    }

    @Override
    public boolean cleanStart() {
      return true;
    }

    @Override
    public boolean sessionStays() {
      return false;
    }

    @Override
    public long maximumPacketSize() {
      return Integer.MAX_VALUE;
    }

    @Override
    public boolean isWaiting() {
      return true;
    }

    @Override
    public CompletionStage<?> endEarlierSession() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void accept() {}

    @Override
    public void refuse(Refusal refusal, String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void end(String reason) {
      throw new IllegalStateException(reason);
    }
  }

  private static final class CallingThread extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
