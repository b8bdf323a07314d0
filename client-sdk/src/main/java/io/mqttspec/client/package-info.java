/**
 * Typed RxJava 3 access to an MQTTSpec server. {@link io.mqttspec.client.MqttSpecClient} is the
 * door; it hands out {@link io.mqttspec.client.entity.Entity entities}.
 */
@NullMarked
package io.mqttspec.client;

import org.jspecify.annotations.NullMarked;
