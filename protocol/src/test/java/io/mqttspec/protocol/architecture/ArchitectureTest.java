package io.mqttspec.protocol.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.mqttspec.protocol.architecture.fixture.protocol.error.ErrorUsesQuery;
import io.mqttspec.protocol.architecture.fixture.protocol.json.JsonUsesAssertj;
import io.mqttspec.protocol.architecture.fixture.protocol.json.JsonUsesTopics;
import io.mqttspec.protocol.architecture.fixture.protocol.left.Left;
import io.mqttspec.protocol.architecture.fixture.protocol.message.MessageUsesJson;
import io.mqttspec.protocol.architecture.fixture.protocol.query.QueryUsesMessages;
import io.mqttspec.protocol.architecture.fixture.protocol.right.Right;
import io.mqttspec.protocol.architecture.fixture.protocol.topic.TopicUsesErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between the packages of this module, each rule also shown to fail on a class that
 * breaks it.
 */
class ArchitectureTest {

  private static final List<String> OUTSIDE =
      List.of(
          "java..",
          "com.google.gson",
          "com.google.gson.stream",
          "com.google.errorprone.annotations",
          "org.jspecify.annotations");

  private static final ArchRule NO_CYCLES =
      slices().matching("..protocol.(*)..").should().beFreeOfCycles();

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mqttspec.protocol");

  static Stream<Arguments> arrows() {
    return Stream.of(
        Arguments.of(only("error"), ErrorUsesQuery.class),
        Arguments.of(only("topic"), TopicUsesErrors.class),
        Arguments.of(only("query", "error"), QueryUsesMessages.class),
        Arguments.of(only("message", "query", "error"), MessageUsesJson.class),
        Arguments.of(only("json", "message", "query", "error"), JsonUsesTopics.class),
        Arguments.of(only("json", "message", "query", "error"), JsonUsesAssertj.class));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void package_knowsOnlyWhatItMay(ArchRule rule, Class<?> violation) {
    rule.check(main);

    assertBreaks(rule, violation);
  }

  @Test
  void packages_haveNoCycles() {
    NO_CYCLES.check(main);

    assertBreaks(NO_CYCLES, Left.class, Right.class);
  }

  @Test
  void everyPackage_hasARule() {
    assertThat(main.getPackage("io.mqttspec.protocol").getSubpackages())
        .extracting(subpackage -> subpackage.getRelativeName())
        .containsExactlyInAnyOrder("error", "topic", "query", "message", "json");
  }

  @Test
  void rule_withoutClasses_fails() {
    JavaClasses none = new ClassFileImporter().importClasses(String.class);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> only("query", "error").check(none));
  }

  private static ArchRule only(String from, String... to) {
    List<String> allowed = new ArrayList<>(OUTSIDE);
    allowed.add("..protocol." + from);
    for (String name : to) {
      allowed.add("io.mqttspec.protocol." + name);
    }
    return classes()
        .that()
        .resideInAPackage("..protocol." + from)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(new String[0]));
  }

  private static void assertBreaks(ArchRule rule, Class<?>... violations) {
    JavaClasses broken = new ClassFileImporter().importClasses(violations);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> rule.check(broken))
        .withMessageContaining(violations[0].getSimpleName());
  }
}
