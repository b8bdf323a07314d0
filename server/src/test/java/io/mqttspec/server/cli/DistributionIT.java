package io.mqttspec.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerProgram;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.h2.tools.RunScript;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.Driver;

/** What people download, as they use it: unpack, start with the example, ask, stop. */
class DistributionIT {

  private static final Path BUILT = Path.of(System.getProperty("dist.folder"));
  private static final String NAME = "mqttspec-server-" + System.getProperty("dist.version");

  @TempDir Path folder;

  private Path home;

  @BeforeEach
  void unpack() throws Exception {
    run("tar", "-xzf", BUILT.resolve(NAME + "-dist.tar.gz").toString());
    home = folder.resolve(NAME);
    RunScript.execute(
        "jdbc:h2:" + folder.resolve("data/app"),
        "sa",
        "",
        home.resolve("conf/example.sql").toString(),
        null,
        false);
  }

  private void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private void assertServes(String... command) throws Exception {
    try (ServerProgram server =
        ServerProgram.start(
            folder.resolve("err"),
            Map.of("JAVA_HOME", System.getProperty("java.home"), "MQTTSPEC_BROKER_PORT", "0"),
            List.of(command))) {
      try (RawClient client = RawClient.connected(server.port("public.users"), "caller")) {
        assertThat(client.call("{'operation':'read','entity':'users'}").toString())
            .contains("alice@example.com");
      }
      server.signal("TERM");
      assertThat(server.exitCode()).as(server.err()).isEqualTo(143);
    }
  }

  @Test
  void startScript_serves() throws Exception {
    assertServes(
        home.resolve("bin/mqttspec").toString(),
        "serve",
        "--config",
        home.resolve("conf/h2-file.yaml").toString());
  }

  @Test
  void oneJar_serves() throws Exception {
    assertServes(
        ServerProgram.java(),
        "-jar",
        BUILT.resolve(NAME + "-all.jar").toString(),
        "serve",
        "--config",
        home.resolve("conf/h2-file.yaml").toString());
  }

  /** The database in a program of its own, as conf/h2-server.yaml says how to start it. */
  @Test
  void startScript_servesAnH2Server() throws Exception {
    Process database =
        new ProcessBuilder(
                ServerProgram.java(),
                "-cp",
                home.resolve("lib") + "/*",
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                "0",
                "-baseDir",
                folder.resolve("data").toString(),
                "-ifExists")
            .start();
    try {
      String port = database.inputReader().readLine().replaceAll(".*:(\\d+) .*", "$1");
      assertServes(
          home.resolve("bin/mqttspec").toString(),
          "serve",
          "--config",
          home.resolve("conf/h2-server.yaml").toString(),
          "--database-url",
          "jdbc:h2:tcp://localhost:" + port + "/app");
    } finally {
      database.destroyForcibly();
    }
  }

  @Test
  void jarInDrivers_isTheDriverOfItsDatabase() throws Exception {
    try (TestDatabase database = TestDatabase.empty(DatabaseKind.MARIADB)) {
      database.execute(
          "create table users (id int primary key, email varchar(200))",
          "insert into users values (1, 'alice@example.com')");
      String[] command = {
        home.resolve("bin/mqttspec").toString(),
        "serve",
        "--config",
        home.resolve("conf/mariadb.yaml").toString(),
        "--database-url",
        database.url()
      };
      try (ServerProgram server =
          ServerProgram.start(
              folder.resolve("err"),
              Map.of("JAVA_HOME", System.getProperty("java.home")),
              List.of(command))) {
        assertThat(server.exitCode()).isEqualTo(1);
        assertThat(server.err()).contains("no JDBC driver").contains("add the jar of the driver");
      }

      Path driver =
          Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Files.copy(driver, home.resolve("drivers").resolve(driver.getFileName()));
      assertServes(command);
    }
  }

  @Test
  void zip_holdsTheSameAsTar_withAllThatMustGoWithIt() throws Exception {
    TreeSet<String> zipped = new TreeSet<>();
    try (InputStream file = Files.newInputStream(BUILT.resolve(NAME + "-dist.zip"));
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          zipped.add(entry.getName());
        }
      }
    }
    try (Stream<Path> unpacked = Files.walk(home)) {
      assertThat(unpacked.filter(Files::isRegularFile))
          .map(path -> folder.relativize(path).toString())
          .containsExactlyInAnyOrderElementsOf(zipped);
    }
    assertThat(zipped)
        .contains(
            NAME + "/LICENSE",
            NAME + "/THIRD-PARTY.txt",
            NAME + "/docs/operations.md",
            NAME + "/conf/h2-file.yaml",
            NAME + "/conf/mariadb.yaml",
            NAME + "/drivers/README.txt")
        .noneMatch(name -> name.matches(".*(mariadb|mysql).*\\.jar"));
  }
}
