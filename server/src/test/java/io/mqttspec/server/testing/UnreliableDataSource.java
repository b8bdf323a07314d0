package io.mqttspec.server.testing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A real database that can be made to fail where real ones do. */
public final class UnreliableDataSource implements DataSource {

  /** Where it fails. */
  public enum Point {
    CONNECT,
    COMMIT
  }

  private record Failure(Point point, SQLException error) {}

  private final DataSource real;
  private volatile Optional<Failure> failure = Optional.empty();

  public UnreliableDataSource(DataSource real) {
    this.real = real;
  }

  /** Fails from now on. */
  public void failAt(Point point, SQLException error) {
    failure = Optional.of(new Failure(point, error));
  }

  public void recover() {
    failure = Optional.empty();
  }

  private void fail(Point point) throws SQLException {
    Optional<Failure> current = failure;
    if (current.isPresent() && current.get().point() == point) {
      throw current.get().error();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    fail(Point.CONNECT);
    Connection connection = real.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            UnreliableDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                fail(Point.COMMIT);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
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
    return Logger.getGlobal();
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
