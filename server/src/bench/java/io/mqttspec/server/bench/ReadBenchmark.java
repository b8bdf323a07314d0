package io.mqttspec.server.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A read by key, and a page of 100 rows that are not counted, by each of the ways. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
@State(Scope.Benchmark)
public class ReadBenchmark {

  /** The ways to answer. */
  public enum Candidate {
    /** This server, from dispatch to JSON. */
    SERVER,
    /** A MyBatis provider method, with Gson. */
    MYBATIS,
    /** JDBC, with JSON by hand. */
    JDBC
  }

  @Param public Candidate candidate = Candidate.SERVER;

  private static final byte[] PAGE =
      bytes(
          "{\"id\":\"r1\",\"type\":\"request\",\"operation\":\"read\",\"entity\":\"products\","
              + "\"options\":{\"filters\":[{\"column\":\"id\",\"operator\":\"gt\",\"value\":5000}],"
              + "\"limit\":"
              + Products.PAGE
              + ",\"total\":false}}");

  private Way way = new JdbcWay();
  private byte[][] byKey = {};
  private int next;

  @Setup(Level.Trial)
  public void open() {
    way.close();
    way =
        switch (candidate) {
          case SERVER -> new ServerWay();
          case MYBATIS -> new MyBatisWay();
          case JDBC -> new JdbcWay();
        };
    byKey = new byte[1_000][];
    for (int i = 0; i < byKey.length; i++) {
      byKey[i] =
          bytes(
              "{\"id\":\"r1\",\"type\":\"request\",\"operation\":\"read\",\"entity\":\"products\","
                  + "\"record_id\":"
                  + (1 + i * 7)
                  + "}");
    }
    requireRows(way.answer(PAGE), Products.PAGE);
    requireRows(way.answer(byKey[0]), 1);
  }

  /** A benchmark of errors would be a fast one. */
  private static void requireRows(byte[] answer, int rows) {
    String text = new String(answer, StandardCharsets.UTF_8);
    if (!text.contains("\"success\":true") || text.split("Product number ", -1).length != rows + 1) {
      throw new IllegalStateException(text);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @TearDown(Level.Trial)
  public void close() {
    way.close();
  }

  @Benchmark
  public byte[] byKey() {
    next = next + 1 == byKey.length ? 0 : next + 1;
    return way.answer(byKey[next]);
  }

  @Benchmark
  public byte[] page() {
    return way.answer(PAGE);
  }
}
