package dev.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Describes what the launcher starts itself: the region drill is a program of its own. */
@Command(
    name = "drill",
    description =
        "Three regions under load and change, an oracle checks every answer; exit code 1 on a wrong one.",
    customSynopsis = "fairlead drill [--for 10m] [--seed N]")
final class DrillCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CommandFailed.usage("drill is started by the launcher ./fairlead");
  }
}
