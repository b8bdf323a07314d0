package io.mqttspec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.RunReport.Conclusion;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.StubBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plans against a stub that has the fixture, with cases made up here. */
class RunPlanTest {

  private static final Case HOLDS = must("A-1", c -> c.client().ping());
  private static final Case FAILS = must("A-2", c -> Check.that(false, "two is one"));

  private final StubBroker broker = new StubBroker(FixtureStub::answer, 1);
  private final Target target =
      Target.builder("127.0.0.1", broker.port()).timeout(Duration.ofSeconds(5)).build();

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void allHold_conforms() {
    RunReport report = execute(RunPlan.of(List.of(HOLDS)));
    assertThat(report.conclusion()).isEqualTo(Conclusion.CONFORMS);
    assertThat(report.tally(Level.MUST)).isEqualTo(new RunReport.Tally(2, 0, 0, 0));
    assertThat(report.cases()).extracting(CaseReport::version).containsExactly(Version.values());
  }

  @Test
  void wire_isKeptOfCasesThatHold() {
    RunReport report = execute(RunPlan.of(List.of(HOLDS)).versions(MqttVersions.ONLY_3));
    assertThat(report.cases().get(0).wire())
        .extracting(entry -> entry.direction() + " " + entry.packet())
        .contains("> CONNECT", "< CONNACK", "> SUBSCRIBE", "< SUBACK", "> PUBLISH", "< PUBLISH");
  }

  @Test
  void ordinaryClients_speakTheVersionOfTheRun() {
    List<Boolean> spoken = new ArrayList<>();
    Case asks = must("A-3", c -> spoken.add(c.client().mqtt().isVersion5()));
    execute(RunPlan.of(List.of(asks)));
    execute(RunPlan.of(List.of(asks)).versions(MqttVersions.ONLY_5));
    execute(RunPlan.of(List.of(asks)).versions(MqttVersions.ONLY_3));
    assertThat(spoken).containsExactly(false, true, true, false);
  }

  @Test
  void caseAboutOneVersion_isRunOnce_andSkippedWithTheOther() {
    Case five = new Case("A-5", Level.MUST, "9.1.2", List.of("mqtt5"), "five", c -> {});
    assertThat(verdicts(RunPlan.of(List.of(five)))).containsExactly("A-5 5 holds");
    assertThat(verdicts(RunPlan.of(List.of(five)).versions(MqttVersions.ONLY_3)))
        .containsExactly("A-5 3.1.1 skipped");
    assertThat(execute(RunPlan.of(List.of(five)).versions(MqttVersions.ONLY_3)).conclusion())
        .isEqualTo(Conclusion.NOT_JUDGED);
  }

  @Test
  void failingMust_fails_butNotAFailingShould_unlessStrict() {
    Case should = new Case("A-6", Level.SHOULD, "1.1.1", List.of(), "six", FAILS.body());
    assertThat(conclusion(RunPlan.of(List.of(HOLDS, FAILS)))).isEqualTo(Conclusion.FAILS);
    assertThat(conclusion(RunPlan.of(List.of(HOLDS, should)))).isEqualTo(Conclusion.CONFORMS);
    assertThat(conclusion(RunPlan.of(List.of(HOLDS, should)).strict(true)))
        .isEqualTo(Conclusion.FAILS);
  }

  @Test
  void nothingRun_isNeverGreen() {
    Case skipped = new Case("A-7", Level.MUST, "1.1.1", List.of("magic"), "seven", c -> {});
    RunReport report = execute(RunPlan.of(List.of(skipped)));
    assertThat(report.conclusion()).isEqualTo(Conclusion.NOT_JUDGED);
    assertThat(report.cases().get(0).reason()).isEqualTo("needs magic");
    assertThat(report.lacking()).containsExactly("magic");
  }

  @Test
  void caseThatHoldsAndFails_isFlaky() {
    AtomicInteger runs = new AtomicInteger();
    Case flaky =
        must("A-8", c -> Check.that(runs.incrementAndGet() != 2, "it is not the second run"));
    RunReport report = execute(RunPlan.of(List.of(flaky)).versions(MqttVersions.ONLY_3).repeat(3));
    CaseReport judged = report.cases().get(0);
    assertThat(report.conclusion()).isEqualTo(Conclusion.FLAKY);
    assertThat(judged.verdict()).isEqualTo(Verdict.FLAKY);
    assertThat(judged.runs()).isEqualTo(3);
    assertThat(judged.failed()).isEqualTo(1);
    assertThat(judged.reason()).contains("it is not the second run");
  }

  @Test
  void shuffle_givesTheSameOrderForTheSameSeed() {
    List<String> order = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = "B-" + i;
      cases.add(must(id, c -> order.add(id)));
    }
    execute(RunPlan.of(cases).versions(MqttVersions.ONLY_3).seed(7L));
    List<String> first = List.copyOf(order);
    order.clear();
    execute(RunPlan.of(cases).versions(MqttVersions.ONLY_3).seed(7L));
    assertThat(order).isEqualTo(first);
    assertThat(first).isNotEqualTo(cases.stream().map(Case::id).toList());
  }

  @Test
  void expectedFailure_isNoFailure_andAnUnexpectedPassIsTold() {
    List<Case> cases = List.of(HOLDS, FAILS);
    assertThat(conclusion(RunPlan.of(cases).expectations(Expectations.parse("A-2 why", cases))))
        .isEqualTo(Conclusion.FAILS_AS_EXPECTED);
    assertThat(conclusion(RunPlan.of(cases).expectations(Expectations.parse("A-2@5", cases))))
        .isEqualTo(Conclusion.FAILS);
    RunReport stale =
        execute(RunPlan.of(cases).expectations(Expectations.parse("# known\n\na-?", cases)));
    assertThat(stale.conclusion()).isEqualTo(Conclusion.EXPECTATIONS_OUT_OF_DATE);
    assertThat(stale.unexpectedPasses())
        .extracting(pass -> pass.judged().id())
        .containsExactly("A-1", "A-1");
  }

  @Test
  void expectations_tellLinesThatNameNothing() {
    assertThatThrownBy(() -> Expectations.parse("A-2\nA-9\nA-1@4", List.of(HOLDS, FAILS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2: no case has an id like A-9\nline 3: after @ stands 3.1.1 or 5, not 4");
  }

  @Test
  void furtherIdentity_isACapability() {
    Case other =
        new Case(
            "A-13",
            Level.MUST,
            "1.2.6",
            List.of("identity-other"),
            "thirteen",
            c -> Check.equal("user", "bob", c.optionsAs("other", c.newClientId()).user()));
    assertThat(execute(RunPlan.of(List.of(other))).cases().get(0).reason())
        .isEqualTo("needs identity-other");
    Target two =
        target.toBuilder()
            .identities(Map.of("other", new Target.Identity("bob", "secret")))
            .build();
    try (ConformanceRun run = new ConformanceRun(two, c -> {})) {
      assertThat(run.run(other).reason()).isEmpty();
      assertThat(run.run(other).verdict()).isEqualTo(Verdict.HOLDS);
    }
  }

  @Test
  void profileFull_claimsEachExtension() {
    Case tree = new Case("A-9", Level.MUST, "5.8.3", List.of("filter_trees"), "nine", c -> {});
    assertThat(verdicts(RunPlan.of(List.of(tree)).versions(MqttVersions.ONLY_3)))
        .containsExactly("A-9 3.1.1 skipped");
    Target full = target.toBuilder().profile(Profile.FULL).build();
    try (ConformanceRun run = new ConformanceRun(full, c -> {})) {
      assertThat(run.run(tree).verdict()).isEqualTo(Verdict.HOLDS);
    }
  }

  @Test
  void otherForms_skipCasesAboutTheForm() {
    Case form = new Case("A-10", Level.MUST, "2.4.1", List.of(), "ten", c -> {});
    Target readme = target.toBuilder().profile(Profile.README).build();
    try (ConformanceRun run = new ConformanceRun(readme, c -> {})) {
      assertThat(run.run(form).reason()).contains("profile readme");
      assertThat(run.run(HOLDS).verdict()).isEqualTo(Verdict.HOLDS);
    }
  }

  @Test
  void sharedClient_isConnectedOnce_andItsLogIsTheCasesOwn() {
    List<String> clients = new ArrayList<>();
    Case shares =
        must(
            "A-11",
            c -> {
              Client client = c.sharedClient();
              client.ping();
              clients.add(client.clientId());
            });
    RunReport report = execute(RunPlan.of(List.of(shares)).versions(MqttVersions.ONLY_3).repeat(2));
    assertThat(clients).hasSize(2);
    assertThat(clients.get(0)).isEqualTo(clients.get(1));
    assertThat(report.cases().get(0).wire())
        .extracting(entry -> entry.direction() + " " + entry.packet())
        .containsExactly("! ", "> PUBLISH", "< PUBLISH");
  }

  @Test
  void sharedClient_isGivenUpAfterAFailure() {
    List<String> clients = new ArrayList<>();
    Case shares =
        must(
            "A-12",
            c -> {
              clients.add(c.sharedClient().clientId());
              Check.that(false, "all went well");
            });
    execute(RunPlan.of(List.of(shares)).versions(MqttVersions.ONLY_3).repeat(2));
    assertThat(clients.get(0)).isNotEqualTo(clients.get(1));
  }

  private Conclusion conclusion(RunPlan.Builder plan) {
    return execute(plan).conclusion();
  }

  private List<String> verdicts(RunPlan.Builder plan) {
    return execute(plan).cases().stream()
        .map(c -> c.judged().id() + " " + c.version().number() + " " + c.verdict())
        .toList();
  }

  private RunReport execute(RunPlan.Builder plan) {
    try (ConformanceRun run = new ConformanceRun(target, c -> {})) {
      return plan.build().execute(run, outcome -> {});
    }
  }

  private static Case must(String id, Case.Body body) {
    return new Case(id, Level.MUST, "1.1.1", List.of(), "a case", body);
  }
}
