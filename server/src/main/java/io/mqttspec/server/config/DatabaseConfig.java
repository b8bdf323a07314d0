package io.mqttspec.server.config;

/**
 * A database that the server opens itself, for those who give no {@code DataSource}.
 *
 * @param url JDBC URL
 * @param user user name, may be empty
 * @param password password, may be empty; never printed
 * @param poolSize most connections at a time
 */
public record DatabaseConfig(String url, String user, String password, int poolSize) {

  /** Connections of a pool unless told otherwise. */
  public static final int DEFAULT_POOL_SIZE = 10;

  public DatabaseConfig {
    if (!url.startsWith("jdbc:")) {
      throw new ConfigurationException(
          "the database's url must be a JDBC URL such as jdbc:h2:./data/app, it is " + url);
    }
    if (poolSize < 1) {
      throw new ConfigurationException("pool_size must be above 0");
    }
  }

  @Override
  public String toString() {
    return "DatabaseConfig[url="
        + url
        + ", user="
        + user
        + ", password=***, poolSize="
        + poolSize
        + "]";
  }
}
