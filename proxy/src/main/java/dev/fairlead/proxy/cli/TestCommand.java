package dev.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Describes what the launcher starts itself: tests run under Maven. */
@Command(
    name = "test",
    description = "Builds everything and runs all checks and tests, with Maven on the JDK 25.",
    customSynopsis = "fairlead test [MAVEN ARGS]")
final class TestCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CommandFailed.usage("test is started by the launcher ./fairlead");
  }
}
