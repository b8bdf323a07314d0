package io.mqttspec.client.internal.transport;

import io.reactivex.plugins.RxJavaPlugins;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT client library reports errors that nobody waits for any more to RxJava 2, whose default
 * is to end the thread, and on Android the app. They are logged instead, unless the application has
 * said what is to be done with them.
 */
final class RxJava2Errors {

  private static final Logger LOG = LoggerFactory.getLogger(RxJava2Errors.class);

  private RxJava2Errors() {}

  static void logWhereUnhandled() {
    if (RxJavaPlugins.getErrorHandler() == null && !RxJavaPlugins.isLockdown()) {
      RxJavaPlugins.setErrorHandler(
          e -> LOG.debug("An error of the MQTT client that nobody waited for.", e));
    }
  }
}
