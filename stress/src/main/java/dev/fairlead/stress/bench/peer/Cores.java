package dev.fairlead.stress.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which cores of this machine do what: the last one is the contender's alone, the others carry
 * origin and load. A machine with one core has both on it.
 *
 * <p>Immutable.
 *
 * @param all every core this process may use, ascending
 */
public record Cores(List<Integer> all) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Duration MOVING = Duration.ofSeconds(20);
  private static final int MOVES = 5;
  private static final String ALLOWED = "Cpus_allowed_list:";

  /** Checks that there is one. */
  public Cores {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a machine has at least one core");
    }
    all = List.copyOf(all);
  }

  /** Those this process may use now. */
  static Cores here() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(ALLOWED))
        .findFirst()
        .map(line -> parse(line.substring(ALLOWED.length()).strip()))
        .orElseThrow(() -> new IOException(STATUS + " does not say which cores may be used"));
  }

  /** Reads a list as the kernel writes it, such as {@code 0-3,8}. */
  static Cores parse(String list) {
    List<Integer> cores = new ArrayList<>();
    for (String part : list.split(",")) {
      String[] ends = part.split("-", 2);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int core = first; core <= last; core++) {
        cores.add(core);
      }
    }
    return new Cores(cores);
  }

  /** Whether contenders have a core of their own. */
  public boolean apart() {
    return all.size() > 1;
  }

  /** The contender's. */
  public String contender() {
    return Integer.toString(all.getLast());
  }

  /** Those of origin and load. */
  public String load() {
    return words(apart() ? all.subList(0, all.size() - 1) : all);
  }

  /** All of them. */
  String everywhere() {
    return words(all);
  }

  private static String words(List<Integer> cores) {
    return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** What comes before a command line that is to run on {@code cores}. */
  public static List<String> on(String cores) {
    return List.of("taskset", "-c", cores);
  }

  /** Moves every thread of this process. One that ends meanwhile makes it fail: then once more. */
  static void move(String cores) throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    for (int tries = MOVES; ; tries--) {
      try {
        Program.run(MOVING, List.of("taskset", "-a", "-c", "-p", cores, pid));
        return;
      } catch (IOException e) {
        if (tries <= 1) {
          throw e;
        }
      }
    }
  }
}
