package dev.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Describes what the launcher starts itself: the watchdog is a program of its own. */
@Command(
    name = "run",
    description = "One node, supervised: its watchdog starts it, watches it and replaces it.",
    customSynopsis = "fairlead run -c FILE")
final class RunCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CommandFailed.usage("run is started by the launcher ./fairlead");
  }
}
