package dev.fairlead.stress.bench.peer;

import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;

/** Starts Fairlead as an operator does, by {@code ./fairlead run}, with one event loop. */
final class FairleadNode {
  private FairleadNode() {}

  /**
   * Starts one whose configuration is written; watchdog and node count together.
   *
   * @param launch pinned to its core
   * @param version for the report
   */
  static Contender start(Place place, Home home, String origin, Launch launch, String version)
      throws IOException {
    SupervisedNode node = SupervisedNode.start(place, launch);
    try {
      node.awaitWorking();
      String before = home.leadTo(origin, node.api());
      String about = version + "; " + flags(node.pid());
      return new Contender(
          new Contender.Identity(Stand.FAIRLEAD, about, EnumSet.allOf(Door.class), home.host()),
          place.host(),
          () -> node.processes().running(),
          () -> {
            home.restore(before, node.api());
            node.close();
          });
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** What the JVM was told. */
  private static String flags(long pid) throws IOException {
    byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
    return Arrays.stream(new String(line, StandardCharsets.UTF_8).split("\0"))
        .filter(flag -> flag.startsWith("-X") || flag.startsWith("-D"))
        .filter(flag -> !flag.contains("/")) // folders of this machine
        .collect(Collectors.joining(" "));
  }
}
