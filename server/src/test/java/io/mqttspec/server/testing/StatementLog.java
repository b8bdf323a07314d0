package io.mqttspec.server.testing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A real database whose statements are written down, each with the text that the driver got. */
public final class StatementLog implements DataSource {

  private final DataSource real;
  private final List<String> texts = new ArrayList<>();

  public StatementLog(DataSource real) {
    this.real = real;
  }

  /** The texts of all statements prepared or executed since the last call, in their order. */
  public synchronized List<String> take() {
    List<String> taken = List.copyOf(texts);
    texts.clear();
    return taken;
  }

  private synchronized void add(Object text) {
    texts.add((String) text);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = real.getConnection();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = invoke(method, connection, arguments);
          if (arguments != null && arguments.length > 0 && method.getName().startsWith("prepare")) {
            add(arguments[0]);
          }
          return method.getName().equals("createStatement") ? logged((Statement) result) : result;
        });
  }

  private Statement logged(Statement statement) {
    return proxy(
        Statement.class,
        (method, arguments) -> {
          if (arguments != null && arguments.length > 0 && arguments[0] instanceof String) {
            add(arguments[0]);
          }
          return invoke(method, statement, arguments);
        });
  }

  /** What a proxy does. */
  private interface Calls {
    @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            StatementLog.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> calls.call(method, arguments)));
  }

  private static @Nullable Object invoke(
      Method method, Object target, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return real.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    real.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    real.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return real.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}
