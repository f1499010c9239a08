package dev.fairlead.stress.lincheck;

import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.model.Role;
import dev.fairlead.stress.model.Scenario;
import dev.fairlead.stress.model.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * A program: runs scenarios of the exploration on the real locks under Lincheck.
 *
 * <p>Prints one line for each: {@code held} or {@code broken}, the milliseconds it took, its name
 * and, of a broken one, what happened, with tabs between; the interleaving goes to a file. A
 * process of its own, for Lincheck rewrites classes as they are loaded.
 */
public final class Interleavings {
  /** The lock broke no rule. */
  public static final String HELD = "held";

  /** It did. */
  public static final String BROKEN = "broken";

  /** A broken one ends when it is found out, so that it may take longer to find. */
  private static final int BROKEN_FACTOR = 20;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private Interleavings() {}

  /**
   * Runs.
   *
   * @param args how many interleavings of each; the folder for traces; the names of the scenarios
   */
  public static void main(String[] args) throws IOException {
    int invocations = Integer.parseInt(args[0]);
    Path folder = Path.of(args[1]);
    for (int i = 2; i < args.length; i++) {
      run(Scenarios.named(args[i]), invocations, folder);
    }
  }

  private static void run(Scenario scenario, int invocations, Path folder) throws IOException {
    Fault fault = scenario.faults().stream().findFirst().orElse(null);
    Runnable meeting = Meeting.of(scenario.roles().toArray(Role[]::new), fault);
    long start = System.nanoTime();
    String outcome = HELD;
    String rule = "";
    try {
      Lincheck.runConcurrentTest(count(scenario, invocations), meeting);
    } catch (LincheckAssertionError e) {
      String trace = String.valueOf(e.getMessage());
      outcome = BROKEN;
      rule = firstLine(trace).replace("=", "").strip();
      Files.writeString(folder.resolve(fileOf(scenario.name())), trace);
    }
    long millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    System.out.println(String.join("\t", outcome, Long.toString(millis), scenario.name(), rule));
  }

  /** How many interleavings are tried at most, if {@code invocations} are asked for. */
  public static int count(Scenario scenario, int invocations) {
    return scenario.faults().isEmpty() ? invocations : BROKEN_FACTOR * invocations;
  }

  private static String firstLine(String trace) {
    return trace.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /** Where the trace of the scenario of that name goes. */
  public static String fileOf(String scenario) {
    return "lincheck-" + scenario.replaceAll("[^A-Za-z0-9]+", "-") + ".txt";
  }
}
