package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttFailedException;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.WireLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases against one target. The fixture is looked at before the first one: where it is not as
 * it should be, no case is judged. One case at a time; may be used by any thread.
 */
public final class ConformanceRun implements AutoCloseable {

  private final Target target;
  private final Case.Body fixtureCheck;
  private final Wording wording;
  private final MqttTransport transport = new MqttTransport();
  private final String nonce =
      "r" + Long.toString(System.currentTimeMillis() * 1_000 + System.nanoTime() % 1_000, 36);

  @GuardedBy("this")
  private final Map<Version, Client> sharedClients = new EnumMap<>(Version.class);

  /** What the target showed; null until it has been looked at. */
  @GuardedBy("this")
  private @Nullable Findings findings;

  @GuardedBy("this")
  private @Nullable String obstacle;

  private record Findings(Set<String> capabilities, Map<String, Long> limits, String server) {}

  /**
   * A run that has connected to nothing yet.
   *
   * @param fixtureCheck fails where the fixture is not as the cases need it
   */
  public ConformanceRun(Target target, Case.Body fixtureCheck) {
    this.target = target;
    this.fixtureCheck = fixtureCheck;
    this.wording = new Wording(target);
  }

  public Target target() {
    return target;
  }

  Wording wording() {
    return wording;
  }

  String nonce() {
    return nonce;
  }

  MqttConnection connect(ConnectOptions options, WireLog log) {
    return transport.connect(target.host(), target.port(), options, target.timeout(), log);
  }

  MqttConnection open(ConnectOptions options, WireLog log) {
    return transport.open(target.host(), target.port(), options, target.timeout(), log);
  }

  synchronized Client sharedClient(CaseContext context) {
    Client open = sharedClients.get(context.version());
    if (open != null && open.mqtt().isOpen()) {
      return open.usedBy(context);
    }
    Client client = context.kept(context.client());
    sharedClients.put(context.version(), client);
    return client;
  }

  /**
   * What the target has: what is claimed, what its pong names, which values it takes, and whether
   * it accepts MQTT 5. Before the first case only what is claimed is known.
   */
  public synchronized Set<String> capabilities() {
    Findings found = findings;
    return found == null ? target.claims() : found.capabilities();
  }

  /** The target's limits by their names: as its pong tells them, and the target file before it. */
  public synchronized Map<String, Long> limits() {
    Findings found = findings;
    return found == null ? target.limits() : found.limits();
  }

  /** Name and version of the server as its pong tells them; empty where it does not. */
  public synchronized String server() {
    Findings found = findings;
    return found == null ? "" : found.server();
  }

  /**
   * Runs a case with MQTT 3.1.1, or the version that it is about; see {@link #run(Case, Version)}.
   */
  public Outcome run(Case judged) {
    Version about = judged.version();
    return run(judged, about == null ? Version.V3_1_1 : about);
  }

  /**
   * Runs a case, or says why not. Never throws for what the target does.
   *
   * @param version what ordinary clients speak
   */
  public synchronized Outcome run(Case judged, Version version) {
    String missing = prepare();
    if (!missing.isEmpty()) {
      return Outcome.notRun(judged, version, Verdict.NOT_JUDGED, missing);
    }
    List<String> lacking = new ArrayList<>(judged.needs());
    lacking.removeAll(capabilities());
    if (!lacking.isEmpty()) {
      String reason = "needs " + String.join(", ", lacking);
      return Outcome.notRun(judged, version, Verdict.SKIPPED, reason);
    }
    if (target.profile().isBesideTheForm(judged)) {
      String reason = "is about another form of requests than that of profile " + target.profile();
      return Outcome.notRun(judged, version, Verdict.SKIPPED, reason);
    }
    return attempt(judged, version);
  }

  /**
   * Whether a ping is answered; takes at least the given time where it is not, so that one can ask
   * again at once.
   */
  public boolean answersPing(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Target impatient = target.toBuilder().timeout(patience).build();
    try (ConformanceRun attempt = new ConformanceRun(impatient, fixtureCheck);
        CaseContext context = new CaseContext(attempt, Version.V3_1_1)) {
      context.client().ping();
      return true;
    } catch (AssertionError | MqttFailedException e) {
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
      return false;
    }
  }

  /**
   * Looks at the fixture and at what the target can do, once.
   *
   * @return why nothing can be judged; empty where all is as it should be
   */
  public synchronized String lookAtTarget() {
    return prepare();
  }

  @GuardedBy("this")
  private String prepare() {
    String known = obstacle;
    if (known != null) {
      return known;
    }
    Case check =
        new Case("FIX-00", Level.MUST, "2.5.1", List.of(), "the fixture", this::lookAround);
    Outcome outcome = attempt(check, Version.V3_1_1);
    String found = "";
    if (outcome.verdict() != Verdict.HOLDS) {
      found = "Nothing can be judged: " + outcome.reason();
    }
    obstacle = found;
    return found;
  }

  private void lookAround(CaseContext context) throws Exception {
    JsonNode pong = context.client().call(Request.ofFields("type", "ping")).data();
    Set<String> all = target.claims();
    Map<String, Long> limits = new HashMap<>(target.limits());
    if (pong.path("extensions").isArray()) {
      all.add("pong");
      pong.path("extensions").forEach(name -> all.add(Capability.normalized(name.asText())));
    }
    pong.path("limits")
        .properties()
        .forEach(limit -> limits.put(limit.getKey(), limit.getValue().asLong()));
    if (acceptsVersion5(context)) {
      all.add(Capability.MQTT_5);
    }
    JsonNode server = pong.path("server");
    String name =
        (server.path("name").asText("") + " " + server.path("version").asText("")).strip();
    synchronized (this) {
      findings = new Findings(Set.copyOf(all), Map.copyOf(limits), name);
    }
    fixtureCheck.run(context);
    RareValue.takenBy(context).forEach(rare -> all.add(rare.capability()));
    synchronized (this) {
      findings = new Findings(Set.copyOf(all), Map.copyOf(limits), name);
    }
  }

  private static boolean acceptsVersion5(CaseContext context) {
    try {
      return context.connect(context.options().version(Version.V5)).connectCode() == 0;
    } catch (MqttFailedException e) {
      return false;
    }
  }

  @GuardedBy("this")
  private Outcome attempt(Case judged, Version version) {
    long start = System.nanoTime();
    CaseContext context = new CaseContext(this, version);
    Verdict verdict = Verdict.HOLDS;
    Throwable cause = null;
    try (context) {
      judged.body().run(context);
    } catch (SkippedException e) {
      verdict = Verdict.SKIPPED;
      cause = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      verdict = Verdict.FAILS;
      cause = e;
    } catch (Exception | AssertionError e) {
      verdict = Verdict.FAILS;
      cause = e;
    }
    if (verdict == Verdict.FAILS) {
      // What it left unanswered must not reach another case.
      sharedClients.values().forEach(client -> client.mqtt().close());
      sharedClients.clear();
    }
    return new Outcome(
        judged,
        version,
        verdict,
        cause == null ? "" : String.valueOf(cause.getMessage()),
        context.log().entries(),
        context.recorded(),
        Duration.ofNanos(System.nanoTime() - start),
        verdict == Verdict.SKIPPED ? null : cause);
  }

  @Override
  public void close() {
    transport.close();
  }
}
