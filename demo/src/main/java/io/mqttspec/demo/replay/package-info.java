/**
 * Devices that write, dashboards that follow, and the judgement of what the dashboards got. Reached
 * through {@link io.mqttspec.demo.replay.Replay}; what it does shows in {@link
 * io.mqttspec.demo.replay.Progress}.
 */
@NullMarked
package io.mqttspec.demo.replay;

import org.jspecify.annotations.NullMarked;
