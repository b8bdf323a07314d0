package io.mqttspec.server.dispatch;

import io.mqttspec.server.change.ChangeLog;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Transactions;
import io.mqttspec.server.entity.EntityRegistry;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.Mappers;
import io.mqttspec.server.reply.Replies;
import io.mqttspec.server.subscription.SubscriptionRegistry;

/**
 * The later steps, as the handlers use them.
 *
 * @param serverVersion version that clients are told
 */
public record Steps(
    ServerConfig config,
    String serverVersion,
    Hooks hooks,
    EntityRegistry entities,
    Mappers mappers,
    Transactions transactions,
    DatabaseErrors errors,
    ChangeLog changes,
    SubscriptionRegistry subscriptions,
    CursorTokens cursors,
    Replies replies) {}
