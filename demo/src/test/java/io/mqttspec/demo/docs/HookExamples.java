package io.mqttspec.demo.docs;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.hook.Hook;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hooks of docs/guide.md: one application that uses all of them. */
final class HookExamples {

  private static final Logger log = LoggerFactory.getLogger(HookExamples.class);

  private HookExamples() {}

  /** The users of the application, here by name; all have the password {@code secret}. */
  record Users(Map<String, Account> byName) {
    Optional<Account> login(Optional<String> name, Optional<ByteBuffer> password) {
      return password
          .filter(given -> given.equals(StandardCharsets.UTF_8.encode("secret")))
          .flatMap(given -> name.map(byName::get));
    }
  }

  static void all(MqttSpecServer.Builder builder, Users users, Clock clock) {
    login(builder, users);
    tenancy(builder);
    roles(builder);
    audit(builder);
    devices(builder, clock);
  }

  // region account
  record Account(String user, int tenantId, Set<String> roles) {
    static Account of(HookContext context) {
      return context.client().required("account", Account.class);
    }
  }

  // endregion

  private static void login(MqttSpecServer.Builder builder, Users users) {
    // region login
    builder.hook(
        HookPoint.BEFORE_CONNECT,
        context -> {
          Optional<Account> account = users.login(context.client().userName(), context.password());
          if (account.isEmpty()) {
            throw context.refuse(ErrorCode.AUTH_ERROR, "Unknown user or wrong password.");
          }
          context.client().authenticatedAs(account.get().user());
          context.client().metadata().put("account", account.get());
        });
    // endregion
  }

  private static void tenancy(MqttSpecServer.Builder builder) {
    // region tenancy
    Hook ownTenantOnly =
        context -> {
          Account account = Account.of(context);
          if (!account.roles().contains("operator")) {
            context.addFilter("tenant_id", Operator.EQ, account.tenantId());
          }
        };
    Hook intoOwnTenant =
        context -> context.data().addProperty("tenant_id", Account.of(context).tenantId());
    builder
        .hook(HookPoint.BEFORE_READ, ownTenantOnly) // called for writes and subscriptions, too
        .hook(HookPoint.BEFORE_CREATE, intoOwnTenant);
    // endregion
  }

  private static void roles(MqttSpecServer.Builder builder) {
    // region roles
    builder.hook(
        HookPoint.BEFORE_DELETE,
        context -> {
          if (!Account.of(context).roles().contains("admin")) {
            throw context.refuse(ErrorCode.UNAUTHORIZED, "Deleting needs the role admin.");
          }
        });
    // endregion
  }

  private static void audit(MqttSpecServer.Builder builder) {
    // region audit
    Hook audit =
        context -> {
          String user = Account.of(context).user();
          String row = context.entity() + " " + context.recordId().orElseThrow();
          log.info("Audit: {} by {}: {}", context.operation(), user, row);
          try (PreparedStatement insert =
              context
                  .connection()
                  .prepareStatement("insert into audit values (default, ?, ?, ?, ?, ?)")) {
            insert.setString(1, user);
            insert.setString(2, context.operation());
            insert.setString(3, row);
            insert.setString(4, context.oldRow().map(Object::toString).orElse(null));
            insert.setString(5, context.newRow().map(Object::toString).orElse(null));
            insert.executeUpdate();
          }
        };
    builder
        .hook(HookPoint.AFTER_CREATE, audit)
        .hook(HookPoint.AFTER_UPDATE, audit)
        .hook(HookPoint.AFTER_DELETE, audit);
    // endregion
  }

  private static void devices(MqttSpecServer.Builder builder, Clock clock) {
    // region devices
    builder
        .hook(
            HookPoint.BEFORE_CREATE,
            context -> {
              if (context.entity().equals("sensor_readings")) {
                context.data().addProperty("device_id", Account.of(context).user());
                context
                    .data()
                    .addProperty(
                        "timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
              }
            })
        .hook(
            HookPoint.BEFORE_UPDATE,
            context -> {
              if (context.entity().equals("sensor_readings")) {
                throw context.refuse(ErrorCode.UNAUTHORIZED, "Readings are never changed.");
              }
            });
    // endregion
  }
}
