package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.traffic.Rate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What {@code ./fairlead drill NAME} runs of the watchdog. */
public enum Drills {
  /** A healthy node on a host that has a bad day. */
  QUIET,
  /** The watchdog is killed. */
  ADOPTION,
  /** The binary is replaced. */
  UPGRADE,
  /** A row that crashes whoever reads it. */
  POISON;

  private static final int KILLS = 5;

  /** Without streams, which end with the old process at its drain limit. */
  private static final Rate REQUESTS = new Rate(200, 20, 0);

  /**
   * Runs it in a folder of its own, which is left behind when something went wrong.
   *
   * @return whether all is well
   */
  public boolean run(long seed, Duration time, PrintWriter out) throws IOException {
    Path folder = Files.createTempDirectory("fairlead"); // short: it holds a socket
    Launch launch = Launch.installed();
    List<String> problems =
        switch (this) {
          case QUIET ->
              new QuietDrill(QuietDrill.Settings.usual(folder, seed, time), out).run(launch);
          case ADOPTION -> new AdoptionDrill(folder, KILLS, REQUESTS, out).run(launch);
          case UPGRADE -> new UpgradeDrill(folder, true, out).run(launch);
          case POISON -> new PoisonDrill(folder, Rate.USUAL, out).run(launch);
        };
    problems.forEach(problem -> out.println("WRONG: " + problem));
    out.println(problems.isEmpty() ? "all is well" : "log and evidence: " + folder);
    if (problems.isEmpty()) {
      DataFolder.delete(folder);
    }
    return problems.isEmpty();
  }
}
