package io.mqttspec.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first signal to end is told to the program; a second one, of whatever kind, ends it at once.
 *
 * <p>A shutdown hook could not do the second: while hooks run, the JVM takes no signal. The JDK's
 * own class for signals is called by reflection because javac warns of it, and nothing can switch
 * that off.
 */
final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  /** What is added to a signal's number for the exit code of a program that it ended. */
  private static final int ENDED_BY_SIGNAL = 128;

  private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  private final AtomicBoolean told = new AtomicBoolean();
  private final IntConsumer first;

  private Signals(IntConsumer first) {
    this.first = first;
  }

  /**
   * Takes the signals from now on.
   *
   * @param first gets the exit code that the signal stands for, on a thread of the JVM's
   */
  static void handle(IntConsumer first) {
    Signals signals = new Signals(first);
    NUMBERS.forEach((name, number) -> signals.register(name, ENDED_BY_SIGNAL + number));
  }

  private void register(String name, int exitCode) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handling =
          (proxy, method, arguments) -> {
            signalled(exitCode);
            return null;
          };
      Object unused =
          signal
              .getMethod("handle", signal, handler)
              .invoke(
                  null,
                  signal.getConstructor(String.class).newInstance(name),
                  Proxy.newProxyInstance(
                      Signals.class.getClassLoader(), new Class<?>[] {handler}, handling));
    } catch (ReflectiveOperationException e) {
      // Such as HUP on Windows, or any under -Xrs: what the JVM does itself must do.
      log.debug("The signal {} can't be taken", name, e);
    }
  }

  private void signalled(int exitCode) {
    if (told.compareAndSet(false, true)) {
      first.accept(exitCode);
    } else {
      Runtime.getRuntime().halt(exitCode);
    }
  }
}
