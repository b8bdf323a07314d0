package io.mqttspec.client;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which. Each rule is shown to catch a class that breaks it. */
class ArchitectureTest {

  private static final String ROOT = "io.mqttspec.client";
  private static final String BROKEN = "io.mqttspec.broken";

  private static final JavaClasses SDK =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);

  /** A rule for the classes under a package, and the fixture that breaks it. */
  private record Rule(String fixture, Function<String, ArchRule> of) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "entity.KnowsTheServer",
              root ->
                  noClasses()
                      .that()
                      .resideInAPackage(root + "..")
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage("io.mqttspec.server..", "io.mqttspec.conformance..")),
          new Rule(
              "entity.KnowsTheMqttClient",
              root ->
                  noClasses()
                      .that()
                      .resideInAPackage(root + "..")
                      .and(not(resideInAPackage(root + ".internal.transport")))
                      .should()
                      .dependOnClassesThat()
                      .resideInAPackage("com.hivemq..")),
          new Rule(
              "entity.KnowsRxJava2",
              root ->
                  noClasses()
                      .that()
                      .resideInAPackage(root + "..")
                      .and(not(resideInAPackage(root + ".internal.transport")))
                      .should()
                      .dependOnClassesThat(
                          resideInAPackage("io.reactivex..")
                              .and(not(resideInAPackage("io.reactivex.rxjava3.."))))),
          new Rule(
              "entity.ShowsAnInternal",
              root ->
                  classes()
                      .that()
                      .resideInAPackage(root + "..")
                      .and(not(resideInAPackage(root + ".internal..")))
                      .and()
                      .arePublic()
                      .should(showNothingOf(root + ".internal"))),
          new Rule(
              "query.HalfOfACycle",
              root ->
                  slices()
                      .assignedFrom(
                          new SliceAssignment() {
                            @Override
                            public SliceIdentifier getIdentifierOf(JavaClass type) {
                              return type.getPackageName().startsWith(root)
                                  ? SliceIdentifier.of(type.getPackageName())
                                  : SliceIdentifier.ignore();
                            }

                            @Override
                            public String getDescription() {
                              return "packages under " + root;
                            }
                          })
                      .should()
                      .beFreeOfCycles()));

  private static ArchCondition<JavaClass> showNothingOf(String internal) {
    return new ArchCondition<>("show nothing of " + internal) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        List<JavaType> shown = new ArrayList<>();
        for (JavaMethod method : type.getMethods()) {
          if (isVisible(method.getModifiers())) {
            shown.add(method.getReturnType());
            shown.addAll(method.getParameterTypes());
          }
        }
        for (JavaConstructor constructor : type.getConstructors()) {
          if (isVisible(constructor.getModifiers())) {
            shown.addAll(constructor.getParameterTypes());
          }
        }
        for (JavaField field : type.getFields()) {
          if (isVisible(field.getModifiers())) {
            shown.add(field.getType());
          }
        }
        type.getSuperclass().ifPresent(shown::add);
        shown.addAll(type.getInterfaces());
        for (JavaType one : shown) {
          for (JavaClass involved : one.getAllInvolvedRawTypes()) {
            if (involved.getPackageName().startsWith(internal)) {
              events.add(
                  SimpleConditionEvent.violated(
                      type, type.getName() + " shows " + involved.getName()));
            }
          }
        }
      }
    };
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  static Stream<Arguments> rules() {
    return RULES.stream()
        .map(rule -> arguments(rule.fixture(), rule.of().apply(ROOT), rule.of().apply(BROKEN)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theRule_isKept_andCatchesWhatBreaksIt(String fixture, ArchRule rule, ArchRule forFixtures) {
    rule.check(SDK);
    EvaluationResult result = forFixtures.evaluate(BROKEN_CLASSES);
    assertThat(result.hasViolation()).isTrue();
    assertThat(result.getFailureReport().toString()).contains(BROKEN + "." + fixture);
  }

  @Test
  void theRules_areAppliedToTheWholeSdk() {
    assertThat(SDK).hasSizeGreaterThan(60);
    assertThat(SDK).noneMatch(type -> type.getName().endsWith("Test"));
    assertThat(SDK.stream().map(JavaClass::getPackageName).distinct())
        .contains(
            ROOT,
            ROOT + ".entity",
            ROOT + ".exception",
            ROOT + ".query",
            ROOT + ".internal.entity",
            ROOT + ".internal.json",
            ROOT + ".internal.notification",
            ROOT + ".internal.request",
            ROOT + ".internal.response",
            ROOT + ".internal.transport");
  }
}
