package io.mqttspec.demo.mosquitto;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.mqttspec.demo.testing.Wire;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** What the server says about its broker, from INFO on, until it is closed. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.mqttspec.server.broker.external");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines() {}

  static LogLines fromNow() {
    LogLines log = new LogLines();
    log.logger.setLevel(Level.INFO);
    log.setContext(log.logger.getLoggerContext());
    log.start();
    log.logger.addAppender(log);
    return log;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  /** How many lines hold this text. */
  long with(String text) {
    return lines.stream().filter(line -> line.contains(text)).count();
  }

  /** Waits until as many lines with this text were logged. */
  void await(String text, int times) {
    Awaitility.await().alias(text).atMost(Wire.LONG).until(() -> with(text) >= times);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(null);
    stop();
  }
}
