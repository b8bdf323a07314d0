/** The steps behind {@link io.mqttspec.client.entity.Entity}. Not for users. */
@NullMarked
package io.mqttspec.client.internal.entity;

import org.jspecify.annotations.NullMarked;
