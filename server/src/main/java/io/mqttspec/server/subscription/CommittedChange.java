package io.mqttspec.server.subscription;

import io.mqttspec.server.entity.Change;
import io.mqttspec.server.policy.Identity;

/**
 * A change that is in the database.
 *
 * @param change the row's images
 * @param seq its number: unique, rising in the order of commits
 * @param writer who wrote
 * @param requestId the writer's request
 */
public record CommittedChange(Change change, long seq, Identity writer, String requestId) {}
