package io.mqttspec.client.internal.notification;

import io.mqttspec.protocol.message.Notification;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a stream passes on: a notification, or the news that it is live. */
public final class StreamSignal {

  static final StreamSignal LIVE = new StreamSignal(null);

  private final @Nullable Notification notification;

  private StreamSignal(@Nullable Notification notification) {
    this.notification = notification;
  }

  static StreamSignal of(Notification notification) {
    return new StreamSignal(notification);
  }

  /**
   * The notification.
   *
   * @return empty: the stream is live from here on
   */
  public Optional<Notification> notification() {
    return Optional.ofNullable(notification);
  }
}
