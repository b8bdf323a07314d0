package io.mqttspec.conformance;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.mqtt.MqttTransport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases against one target. The fixture is looked at before the first one: where it is not as
 * it should be, no case is judged. One case at a time; may be used by any thread.
 */
public final class ConformanceRun implements AutoCloseable {

  private final Target target;
  private final Case.Body fixtureCheck;
  private final MqttTransport transport = new MqttTransport();
  private final String nonce =
      "r" + Long.toString(System.currentTimeMillis() * 1_000 + System.nanoTime() % 1_000, 36);

  @GuardedBy("this")
  private @Nullable Set<String> capabilities;

  @GuardedBy("this")
  private @Nullable String obstacle;

  /**
   * A run that has connected to nothing yet.
   *
   * @param fixtureCheck fails where the fixture is not as the cases need it
   */
  public ConformanceRun(Target target, Case.Body fixtureCheck) {
    this.target = target;
    this.fixtureCheck = fixtureCheck;
  }

  public Target target() {
    return target;
  }

  MqttTransport transport() {
    return transport;
  }

  String nonce() {
    return nonce;
  }

  /** What the target has: what was declared, what its pong names, and which values it takes. */
  public synchronized Set<String> capabilities() {
    Set<String> known = capabilities;
    return known == null ? target.capabilities() : known;
  }

  /** Runs a case, or says why not. Never throws for what the target does. */
  public synchronized Outcome run(Case judged) {
    String missing = prepare();
    if (!missing.isEmpty()) {
      return new Outcome(judged, Verdict.NOT_JUDGED, missing, "", List.of(), null);
    }
    List<String> lacking = new ArrayList<>(judged.needs());
    lacking.removeAll(capabilities());
    if (!lacking.isEmpty()) {
      String reason = "needs " + String.join(", ", lacking);
      return new Outcome(judged, Verdict.SKIPPED, reason, "", List.of(), null);
    }
    return attempt(judged);
  }

  @GuardedBy("this")
  private String prepare() {
    String known = obstacle;
    if (known != null) {
      return known;
    }
    Case check =
        new Case("FIX-00", Level.MUST, "2.5.1", List.of(), "the fixture", this::lookAround);
    Outcome outcome = attempt(check);
    String found = "";
    if (outcome.verdict() != Verdict.HOLDS) {
      found = "Nothing can be judged: " + outcome.reason() + "\n" + outcome.wire();
    }
    obstacle = found;
    return found;
  }

  private void lookAround(CaseContext context) throws Exception {
    Response pong = context.client().call(Request.ofFields("type", "ping"));
    Set<String> all = new LinkedHashSet<>(target.capabilities());
    if (pong.data().path("extensions").isArray()) {
      all.add("pong");
      pong.data().path("extensions").forEach(name -> all.add(Target.capability(name.asText())));
    }
    fixtureCheck.run(context);
    RareValue.takenBy(context).forEach(rare -> all.add(rare.capability()));
    synchronized (this) {
      capabilities = Set.copyOf(all);
    }
  }

  private Outcome attempt(Case judged) {
    CaseContext context = new CaseContext(this);
    Throwable thrown = null;
    try (context) {
      judged.body().run(context);
    } catch (SkippedException e) {
      String reason = String.valueOf(e.getMessage());
      return new Outcome(judged, Verdict.SKIPPED, reason, "", context.recorded(), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thrown = e;
    } catch (Exception | AssertionError e) {
      thrown = e;
    }
    if (thrown == null) {
      return new Outcome(judged, Verdict.HOLDS, "", "", context.recorded(), null);
    }
    String reason = String.valueOf(thrown.getMessage());
    return new Outcome(
        judged, Verdict.FAILS, reason, context.log().toString(), context.recorded(), thrown);
  }

  @Override
  public void close() {
    transport.close();
  }
}
