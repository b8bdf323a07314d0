package io.mqttspec.server.dispatch;

import io.mqttspec.server.hook.Client;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connected client.
 *
 * @param client what hooks see of it
 * @param lane the order of its requests, which outlives the connection
 * @param sessionStays whether its MQTT session outlives the connection
 * @param ended whether the connection is gone: nothing is taken from it any more
 */
record ClientSession(Client client, ClientLane lane, boolean sessionStays, AtomicBoolean ended) {

  ClientSession(Client client, ClientLane lane, boolean sessionStays) {
    this(client, lane, sessionStays, new AtomicBoolean());
  }
}
