/**
 * How values and rows become JSON and back, exactly. {@link io.mqttspec.client.internal.json.Json}
 * is the door. Not for users.
 */
@NullMarked
package io.mqttspec.client.internal.json;

import org.jspecify.annotations.NullMarked;
