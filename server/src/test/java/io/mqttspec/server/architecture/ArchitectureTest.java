package io.mqttspec.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.mqttspec.server.RootUsesMyBatis;
import io.mqttspec.server.architecture.fixture.server.authentication.AuthenticationUsesEntities;
import io.mqttspec.server.architecture.fixture.server.broker.BrokerUsesRoot;
import io.mqttspec.server.architecture.fixture.server.change.ChangeUsesMappers;
import io.mqttspec.server.architecture.fixture.server.cli.CliOfAFixture;
import io.mqttspec.server.architecture.fixture.server.config.ConfigUsesDatabase;
import io.mqttspec.server.architecture.fixture.server.database.DatabaseUsesEntities;
import io.mqttspec.server.architecture.fixture.server.dispatch.DispatchUsesBroker;
import io.mqttspec.server.architecture.fixture.server.dispatch.DispatchUsesHiveMq;
import io.mqttspec.server.architecture.fixture.server.dispatch.DispatchUsesTheKit;
import io.mqttspec.server.architecture.fixture.server.dispatch.DispatchUsesTheSdk;
import io.mqttspec.server.architecture.fixture.server.dispatch.DispatchUsesTokens;
import io.mqttspec.server.architecture.fixture.server.entity.EntityUsesHooks;
import io.mqttspec.server.architecture.fixture.server.hook.HookUsesDispatch;
import io.mqttspec.server.architecture.fixture.server.hook.HookUsesMyBatis;
import io.mqttspec.server.architecture.fixture.server.left.Left;
import io.mqttspec.server.architecture.fixture.server.mapper.MapperUsesHooks;
import io.mqttspec.server.architecture.fixture.server.policy.PolicyUsesEntities;
import io.mqttspec.server.architecture.fixture.server.reply.ReplyUsesCli;
import io.mqttspec.server.architecture.fixture.server.reply.ReplyUsesSubscriptions;
import io.mqttspec.server.architecture.fixture.server.right.Right;
import io.mqttspec.server.architecture.fixture.server.storage.StorageUsesEntities;
import io.mqttspec.server.architecture.fixture.server.subscription.SubscriptionUsesChanges;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ibatis.session.SqlSessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between the steps of a request, each rule also shown to fail on a class that breaks
 * it.
 */
class ArchitectureTest {

  private static final String ROOT = "io.mqttspec.server";

  /** The steps of a request in its order; between them stand the leaves. */
  private static final List<String> STEPS =
      List.of("broker", "dispatch", "hook", "mapper", "change", "subscription", "reply");

  private static final List<String> LEAVES =
      List.of("entity", "policy", "database", "authentication", "storage", "config");

  private static final ArchRule NO_CYCLES =
      slices().matching("..server.(*)..").should().beFreeOfCycles();

  private static final ArchRule ONLY_BROKER_KNOWS_HIVEMQ =
      noClasses()
          .that()
          .resideInAPackage("..server..")
          .and()
          .resideOutsideOfPackage("..server.broker..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.hivemq..");

  /** The root takes the application's SqlSessionFactory and hands it to mapper. */
  private static final ArchRule ONLY_MAPPER_KNOWS_MYBATIS =
      noClasses()
          .that()
          .resideInAPackage("..server..")
          .and()
          .resideOutsideOfPackages("..server.mapper", ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ibatis..");

  private static final ArchRule ROOT_KNOWS_MYBATIS_BY_ITS_FACTORY =
      noClasses()
          .that()
          .resideInAPackage(ROOT)
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("org.apache.ibatis..")
                  .and(DescribedPredicate.not(JavaClass.Predicates.type(SqlSessionFactory.class))));

  private static final ArchRule ONLY_AUTHENTICATION_KNOWS_TOKENS =
      noClasses()
          .that()
          .resideInAPackage("..server..")
          .and()
          .resideOutsideOfPackage(ROOT + ".authentication")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.nimbusds..");

  private static final ArchRule NO_OTHER_MODULE =
      noClasses()
          .that()
          .resideInAPackage("..server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mqttspec.client..", "io.mqttspec.conformance..");

  private static final ArchRule NOBODY_KNOWS_CLI =
      noClasses()
          .that()
          .resideInAPackage("..server..")
          .and()
          .resideOutsideOfPackage("..server.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..server.cli");

  private static final ArchRule ONLY_CLI_KNOWS_ROOT =
      noClasses()
          .that()
          .resideInAPackage("..server.*")
          .and()
          .resideOutsideOfPackage("..server.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT);

  private static final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static Stream<Arguments> arrows() {
    return Stream.of(
        Arguments.of(step("broker"), BrokerUsesRoot.class),
        Arguments.of(step("dispatch"), DispatchUsesBroker.class),
        Arguments.of(step("hook"), HookUsesDispatch.class),
        Arguments.of(step("mapper"), MapperUsesHooks.class),
        Arguments.of(step("change"), ChangeUsesMappers.class),
        Arguments.of(step("subscription"), SubscriptionUsesChanges.class),
        Arguments.of(step("reply"), ReplyUsesSubscriptions.class),
        Arguments.of(leaf("entity", "database", "config"), EntityUsesHooks.class),
        Arguments.of(leaf("database", "config"), DatabaseUsesEntities.class),
        Arguments.of(leaf("policy", "config"), PolicyUsesEntities.class),
        Arguments.of(leaf("authentication", "config"), AuthenticationUsesEntities.class),
        Arguments.of(leaf("storage", "config"), StorageUsesEntities.class),
        Arguments.of(leaf("config"), ConfigUsesDatabase.class));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void package_knowsOnlyWhatItMay(ArchRule rule, Class<?> violation) {
    rule.check(main);

    assertBreaks(rule, violation);
  }

  @Test
  void hiveMq_isKnownToBrokerOnly() {
    ONLY_BROKER_KNOWS_HIVEMQ.check(main);

    assertBreaks(ONLY_BROKER_KNOWS_HIVEMQ, DispatchUsesHiveMq.class);
  }

  @Test
  void myBatis_isKnownToMapperOnly() {
    ONLY_MAPPER_KNOWS_MYBATIS.check(main);
    ROOT_KNOWS_MYBATIS_BY_ITS_FACTORY.check(main);

    assertBreaks(ONLY_MAPPER_KNOWS_MYBATIS, HookUsesMyBatis.class);
    assertBreaks(ROOT_KNOWS_MYBATIS_BY_ITS_FACTORY, RootUsesMyBatis.class);
  }

  @Test
  void tokens_areKnownToAuthenticationOnly() {
    ONLY_AUTHENTICATION_KNOWS_TOKENS.check(main);

    assertBreaks(ONLY_AUTHENTICATION_KNOWS_TOKENS, DispatchUsesTokens.class);
  }

  @Test
  void clientAndKit_areUnknown() {
    NO_OTHER_MODULE.check(main);

    assertBreaks(NO_OTHER_MODULE, DispatchUsesTheSdk.class);
    assertBreaks(NO_OTHER_MODULE, DispatchUsesTheKit.class);
  }

  @Test
  void commandLine_isKnownToNobody() {
    NOBODY_KNOWS_CLI.check(main);

    assertBreaks(NOBODY_KNOWS_CLI, ReplyUsesCli.class, CliOfAFixture.class);
  }

  @Test
  void root_isKnownToTheCommandLineOnly() {
    ONLY_CLI_KNOWS_ROOT.check(main);

    assertBreaks(ONLY_CLI_KNOWS_ROOT, BrokerUsesRoot.class);
  }

  @Test
  void packages_haveNoCycles() {
    NO_CYCLES.check(main);

    assertBreaks(NO_CYCLES, Left.class, Right.class);
  }

  @Test
  void everyPackage_hasARule() {
    Stream<String> known =
        Stream.of(STEPS.stream(), LEAVES.stream(), Stream.of("cli")).flatMap(s -> s);

    assertThat(main.getPackage(ROOT).getSubpackages())
        .extracting(subpackage -> subpackage.getRelativeName())
        .containsExactlyInAnyOrderElementsOf(known.toList());
  }

  @Test
  void rule_withoutClasses_fails() {
    JavaClasses none = new ClassFileImporter().importClasses(String.class);

    for (ArchRule rule :
        List.of(
            step("reply"),
            leaf("config"),
            ONLY_BROKER_KNOWS_HIVEMQ,
            ONLY_MAPPER_KNOWS_MYBATIS,
            ROOT_KNOWS_MYBATIS_BY_ITS_FACTORY,
            ONLY_AUTHENTICATION_KNOWS_TOKENS,
            NO_OTHER_MODULE,
            NOBODY_KNOWS_CLI,
            ONLY_CLI_KNOWS_ROOT)) {
      assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.check(none));
    }
  }

  /** A step knows itself, later steps, and the leaves. */
  private static ArchRule step(String name) {
    List<String> later = STEPS.subList(STEPS.indexOf(name), STEPS.size());
    return only(name, Stream.concat(later.stream(), LEAVES.stream()));
  }

  /** A leaf knows itself and what is named. */
  private static ArchRule leaf(String name, String... known) {
    return only(name, Stream.concat(Stream.of(name), Stream.of(known)));
  }

  private static ArchRule only(String name, Stream<String> known) {
    List<String> packages =
        known
            .flatMap(other -> Stream.of(ROOT + "." + other + "..", "..fixture.server." + other))
            .toList();
    return noClasses()
        .that()
        .resideInAnyPackage("..server." + name, "..server." + name + ".*")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(ROOT + "..")
                .and(
                    JavaClass.Predicates.resideOutsideOfPackages(packages.toArray(new String[0]))));
  }

  private static void assertBreaks(ArchRule rule, Class<?>... violations) {
    JavaClasses broken = new ClassFileImporter().importClasses(violations);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> rule.check(broken))
        .withMessageContaining(violations[0].getSimpleName());
  }
}
