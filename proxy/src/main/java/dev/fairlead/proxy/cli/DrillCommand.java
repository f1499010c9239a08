package dev.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Describes what the launcher starts itself: the drills are a program of their own. */
@Command(
    name = "drill",
    description =
        "Three regions under load and change, an oracle checks every answer; or a drill of the watchdog;"
            + " exit code 1 when anything was wrong.",
    customSynopsis = "fairlead drill [quiet|adoption|upgrade|poison] [--for 10m] [--seed N]")
final class DrillCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CommandFailed.usage("drill is started by the launcher ./fairlead");
  }
}
