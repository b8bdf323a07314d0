package io.mqttspec.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The kit judges the other modules, so it must not be built from them. */
class IndependenceTest {

  private static final ArchRule INDEPENDENT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mqttspec.protocol..",
              "io.mqttspec.server..",
              "io.mqttspec.client..",
              "com.google.gson..")
          .allowEmptyShould(false);

  private static final JavaClasses KIT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mqttspec.conformance");

  @Test
  void kit_dependsOnNoOtherModule() {
    assertThat(KIT).isNotEmpty();
    INDEPENDENT.check(KIT);
  }

  @Test
  void rule_findsAClassThatBreaksIt() {
    JavaClasses broken = new ClassFileImporter().importClasses(BreaksTheRule.class);
    assertThatThrownBy(() -> INDEPENDENT.check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("com.google.gson");
  }

  @Test
  void rule_failsOnNoClasses() {
    JavaClasses none = new ClassFileImporter().importPackages("io.mqttspec.nothing");
    assertThatThrownBy(() -> INDEPENDENT.check(none)).isInstanceOf(AssertionError.class);
  }

  @Test
  void packages_haveNoCycle() {
    slices().matching("io.mqttspec.conformance.(*)..").should().beFreeOfCycles().check(KIT);
  }
}
