package dev.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Describes what the launcher starts itself: the proofs are a program of their own. */
@Command(
    name = "stress",
    description =
        "Proves the catalog's lock; exit code 1 on a forbidden outcome or a broken lock not caught.",
    customSynopsis = "fairlead stress [--mode sanity|quick|default|tough] [--only REGEX]")
final class StressCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CommandFailed.usage("stress is started by the launcher ./fairlead");
  }
}
