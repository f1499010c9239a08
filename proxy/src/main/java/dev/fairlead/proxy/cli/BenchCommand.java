package dev.fairlead.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Describes what the launcher starts itself: the benchmarks are a program of their own. */
@Command(
    name = "bench",
    description = "Runs benchmarks; prints one line per figure with its target and peers.",
    customSynopsis =
        "fairlead bench lock|catalog|image|watchdog|http|tls|tcp|idle… [--quick] [--rounds N] [--only ROW] [--[no-]spare]"
            + " [--seed N]")
final class BenchCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CommandFailed.usage("bench is started by the launcher ./fairlead");
  }
}
