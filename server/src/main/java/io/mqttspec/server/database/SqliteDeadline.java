package io.mqttspec.server.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Ends the statements of one connection at their query timeout: the driver takes that for the time
 * to wait for a lock, and lets a statement run for ever. SQLite asks every now and then whether to
 * go on, on the thread that runs the statement, which is the one that set the time.
 */
final class SqliteDeadline extends ProgressHandler {

  /** Steps of SQLite's virtual machine from one question to the next: well below a millisecond. */
  static final int STEPS = 10_000;

  private long startNanos;
  private long limitNanos;

  @Override
  protected int progress() {
    return limitNanos > 0 && System.nanoTime() - startNanos > limitNanos ? 1 : 0;
  }

  /** The connection, with statements that are limited. */
  Connection watch(Connection connection) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          limitNanos = 0;
          Object result = call(connection, method, arguments);
          if (result instanceof PreparedStatement statement) {
            return watch(PreparedStatement.class, statement);
          }
          return result instanceof Statement statement ? watch(Statement.class, statement) : result;
        });
  }

  /** The time goes on while rows are read, until something else is done with the connection. */
  private <S extends Statement> S watch(Class<S> type, S statement) {
    return proxy(
        type,
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            startNanos = System.nanoTime();
            limitNanos = TimeUnit.SECONDS.toNanos(statement.getQueryTimeout());
          } else if (method.getName().equals("close")) {
            limitNanos = 0;
          }
          return call(statement, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            SqliteDeadline.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
