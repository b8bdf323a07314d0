package io.mqttspec.server.dispatch;

import io.mqttspec.server.hook.Client;

/**
 * A connected client.
 *
 * @param client what hooks see of it
 * @param lane the order of its requests, which outlives the connection
 * @param sessionStays whether its MQTT session outlives the connection
 * @param maximumPacketSize largest packet in bytes that it takes, as far as the broker tells
 */
record ClientSession(
    Client client, ClientLane lane, boolean sessionStays, long maximumPacketSize) {}
