/**
 * The door to one table or view: {@link io.mqttspec.client.entity.Entity}, and what goes through
 * it.
 */
@NullMarked
package io.mqttspec.client.entity;

import org.jspecify.annotations.NullMarked;
