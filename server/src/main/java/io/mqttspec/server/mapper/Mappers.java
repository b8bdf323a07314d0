package io.mqttspec.server.mapper;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlText;
import io.mqttspec.server.database.Transaction;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityClass;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.ibatis.cache.Cache;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of all entities: the server's own and the application's. Filled at start, then for
 * any thread.
 */
public final class Mappers {

  /** How the rows of one entity are reached. */
  record Mapping(
      Entity entity,
      @Nullable EntityClass entityClass,
      @Nullable UserMapper<?> userMapper,
      EntityConfiguration.Statements ids,
      EntitySql sql,
      RelatedSql relatedSql) {}

  private final Dialect dialect;
  private final EntityConfiguration configuration;
  private final SqlSessionFactory generated;
  private final SqlSessionFactory application;
  private final boolean ownsApplication;
  private final Map<Entity, Mapping> mappings = new HashMap<>();

  private Mappers(
      DataSource dataSource,
      @Nullable SqlSessionFactory application,
      Dialect dialect,
      Duration statementTime) {
    this.dialect = dialect;
    Integer timeoutSeconds =
        dialect.limitsStatements()
            ? null
            : Integer.valueOf(Math.toIntExact(statementTime.toSeconds()));
    this.configuration = new EntityConfiguration(dataSource, dialect, timeoutSeconds);
    this.generated = new SqlSessionFactoryBuilder().build(configuration);
    this.ownsApplication = application == null;
    this.application =
        application != null
            ? application
            : new SqlSessionFactoryBuilder().build(ownConfiguration(dataSource, timeoutSeconds));
    this.application
        .getConfiguration()
        .getTypeHandlerRegistry()
        .register(SqlText.Bind.class, new BindHandler(dialect));
  }

  private static Configuration ownConfiguration(
      DataSource dataSource, @Nullable Integer timeoutSeconds) {
    Configuration configuration =
        new Configuration(new Environment("application", new JdbcTransactionFactory(), dataSource));
    configuration.setDefaultStatementTimeout(timeoutSeconds);
    return configuration;
  }

  /**
   * For the mappings of a server.
   *
   * @param application the application's factory, null where it gave none
   */
  public static Mappers of(
      DataSource dataSource,
      @Nullable SqlSessionFactory application,
      Dialect dialect,
      Duration statementTime) {
    return new Mappers(dataSource, application, dialect, statementTime);
  }

  /**
   * The data source of a factory whose transactions the server can own.
   *
   * @throws ConfigurationException where somebody else begins and commits them
   */
  public static DataSource dataSourceOf(SqlSessionFactory factory) {
    Environment environment = factory.getConfiguration().getEnvironment();
    if (environment == null) {
      throw new ConfigurationException("the SqlSessionFactory has no environment to connect by");
    }
    Class<?> transactions = environment.getTransactionFactory().getClass();
    if (transactions != JdbcTransactionFactory.class) {
      throw new ConfigurationException(
          "the SqlSessionFactory leaves its transactions to "
              + transactions.getName()
              + "; the server must begin and commit them itself: give it one with MyBatis's"
              + " JdbcTransactionFactory, or the DataSource");
    }
    return environment.getDataSource();
  }

  /** Makes the mapping of an entity. At start only. */
  public void add(
      Entity entity, @Nullable EntityClass entityClass, @Nullable UserMapper<?> userMapper) {
    if (mappings.keySet().stream().anyMatch(other -> other.name().equals(entity.name()))) {
      throw new ConfigurationException(entity + " is registered twice");
    }
    if (userMapper != null) {
      refusePlaceholders(entity);
      register(userMapper.type(), entity);
    }
    EntitySql sql = new EntitySql(dialect, entity);
    mappings.put(
        entity,
        new Mapping(
            entity,
            entityClass,
            userMapper,
            configuration.add(entity, sql),
            sql,
            new RelatedSql(dialect, entity)));
  }

  /** MyBatis would take these for its own. */
  private static void refusePlaceholders(Entity entity) {
    String names =
        entity.sqlTable() + entity.columns().stream().map(column -> column.sql().name()).toList();
    if (names.matches("(?s).*[?#$].*")) {
      throw new ConfigurationException(
          entity + " has a ?, # or $ in the name of its table or a column: no mapper can serve it");
    }
  }

  private void register(Class<?> mapper, Entity entity) {
    Configuration target = application.getConfiguration();
    if (!target.hasMapper(mapper)) {
      if (!ownsApplication) {
        throw new ConfigurationException(
            "the SqlSessionFactory does not know the mapper "
                + mapper.getName()
                + " of "
                + entity
                + "; add it to its configuration");
      }
      target.addMapper(mapper);
    }
    if (target.hasCache(mapper.getName())) {
      throw cached(mapper.getName());
    }
  }

  private static ConfigurationException cached(String mapper) {
    return new ConfigurationException(
        mapper + " has a MyBatis cache, which would answer old rows; remove it");
  }

  /**
   * Runs each application's read mapper a few times, to see that it uses all of its query.
   *
   * @param transaction for one mapper alone: statements that must fail are run in it
   * @throws ConfigurationException for one that gives rows past its query
   */
  public void check(Supplier<Transaction> transaction) throws SQLException {
    for (Cache cache : application.getConfiguration().getCaches()) {
      throw cached(cache.getId());
    }
    for (Mapping mapping : mappings.values()) {
      try (Transaction own = transaction.get()) {
        if (open(own).mapper(mapping) instanceof ApplicationMapper<?> mapper) {
          mapper.check(own.connection());
        }
      }
    }
  }

  /** Rows in a transaction. The session ends with the transaction. */
  public MapperSession open(Transaction transaction) {
    return new MapperSession(this, transaction);
  }

  /**
   * Whether the server's own statements read the rows of an entity. Where the application's mapper
   * does, only that knows which rows there are, and nothing can be added to what it selects.
   */
  public boolean readsItself(Entity entity) {
    UserMapper<?> userMapper = mapping(entity).userMapper();
    return userMapper == null || userMapper.read().isEmpty();
  }

  Mapping mapping(Entity entity) {
    Mapping mapping = mappings.get(entity);
    if (mapping == null) {
      throw new IllegalArgumentException("no mapping for " + entity);
    }
    return mapping;
  }

  /** The dialect of the database that the mappings are for. */
  public Dialect dialect() {
    return dialect;
  }

  SqlSessionFactory generated() {
    return generated;
  }

  SqlSessionFactory application() {
    return application;
  }
}
