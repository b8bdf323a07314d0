package io.mqttspec.server.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A database that the server opens itself, for those who give no {@code DataSource}.
 *
 * @param url JDBC URL
 * @param user user name, may be empty
 * @param password password, may be empty; never printed
 * @param poolSize most connections at a time
 * @param connectTimeout longest that a request waits for a connection
 */
public record DatabaseConfig(
    String url, String user, Secret password, int poolSize, Duration connectTimeout) {

  /** Connections of a pool unless told otherwise. */
  public static final int DEFAULT_POOL_SIZE = 10;

  /** A client waits for its answer: better told soon that the database is away. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final Pattern PASSWORD =
      Pattern.compile("((?i)(?:password|pwd)=|//[^/@:]*:(?=[^/@]*@))[^;&@]*");

  public DatabaseConfig {
    if (!url.startsWith("jdbc:")) {
      throw new ConfigurationException(
          "the database's url must be a JDBC URL such as jdbc:h2:./data/app, it is " + masked(url));
    }
    if (poolSize < 1) {
      throw new ConfigurationException("pool_size must be above 0");
    }
    // The least that the pool takes.
    if (connectTimeout.toMillis() < 250) {
      throw new ConfigurationException("connect_timeout must be at least 250 ms");
    }
  }

  /** The URL without the password that some drivers let it hold, for messages. */
  public String maskedUrl() {
    return masked(url);
  }

  static String masked(String url) {
    return PASSWORD.matcher(url).replaceAll("$1***");
  }

  @Override
  public String toString() {
    return "DatabaseConfig[url="
        + maskedUrl()
        + ", user="
        + user
        + ", password="
        + password
        + ", poolSize="
        + poolSize
        + ", connectTimeout="
        + connectTimeout
        + "]";
  }

  /** A database with a pool of the usual size. */
  public static DatabaseConfig of(String url, String user, String password) {
    return new DatabaseConfig(
        url, user, new Secret(password), DEFAULT_POOL_SIZE, DEFAULT_CONNECT_TIMEOUT);
  }
}
