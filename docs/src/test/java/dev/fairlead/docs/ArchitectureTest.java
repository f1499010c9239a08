package dev.fairlead.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages, as {@code docs/architecture.md} draws them. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.fairlead");

  @Test
  void modulesPointTowardTheSourceOfTruth() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("watchdog")
        .definedBy("dev.fairlead.watchdog..")
        .layer("gossip")
        .definedBy("dev.fairlead.gossip..")
        .layer("catalog")
        .definedBy("dev.fairlead.catalog..")
        .layer("proxy")
        .definedBy("dev.fairlead.proxy..")
        .whereLayer("watchdog")
        .mayNotAccessAnyLayer()
        .whereLayer("gossip")
        .mayNotAccessAnyLayer()
        .whereLayer("catalog")
        .mayOnlyAccessLayers("gossip")
        .whereLayer("proxy")
        .mayOnlyAccessLayers("catalog", "gossip", "watchdog")
        .check(CLASSES);
  }

  @Test
  void theProxyKnowsOnlyHowToTalkToTheWatchdog() {
    noClasses()
        .that()
        .resideInAPackage("dev.fairlead.proxy..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.fairlead.watchdog",
            "dev.fairlead.watchdog.proc..",
            "dev.fairlead.watchdog.pulse..",
            "dev.fairlead.watchdog.verdict..",
            "dev.fairlead.watchdog.process..",
            "dev.fairlead.watchdog.succession..",
            "dev.fairlead.watchdog.socket..",
            "dev.fairlead.watchdog.system..")
        .check(CLASSES);
  }

  @Test
  void noPackageDependsOnItselfThroughAnother() {
    slices().matching("(dev.fairlead..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void protocolsArePure() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.fairlead.gossip.change..",
            "dev.fairlead.gossip.swim..",
            "dev.fairlead.gossip.spread..",
            "dev.fairlead.gossip.sync..",
            "dev.fairlead.gossip.wire..",
            "dev.fairlead.watchdog.verdict..",
            "dev.fairlead.watchdog.succession..",
            "dev.fairlead.proxy.route..",
            "dev.fairlead.proxy.balance..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.sql..", "java.io..", "java.nio.file..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheReplicaNamesSqlConnections() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.fairlead.gossip.replica..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(CLASSES);
  }

  @Test
  void onlyGossipsNetPackageNamesNettyThere() {
    noClasses()
        .that()
        .resideInAPackage("dev.fairlead.gossip..")
        .and()
        .resideOutsideOfPackage("dev.fairlead.gossip.net..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(CLASSES);
  }

  @Test
  void theCatalogAndTheWatchdogHaveNoSockets() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.fairlead.catalog..", "dev.fairlead.watchdog..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(CLASSES);
  }
}
