/**
 * Step 9: responses and notifications out. Writes their JSON and hands it to the broker through
 * {@link io.mqttspec.server.reply.ReplyPort}, the small interface that each kind of broker
 * implements.
 */
@NullMarked
package io.mqttspec.server.reply;

import org.jspecify.annotations.NullMarked;
