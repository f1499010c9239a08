package dev.fairlead.stress.bench.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of somebody else that benchmarks start. */
public enum Tool {
  /** The peer that targets speak of. */
  HAPROXY("haproxy", "-v"),
  /** A peer, and the origin. */
  NGINX("nginx", "-v"),
  /** Load as fast as it is answered. */
  WRK("wrk", "-v"),
  /** Load at a rate. */
  H2LOAD("nghttp2-client", "--version"),
  /** Keeps a process on a core. */
  TASKSET("util-linux", "--version"),
  /** A peer that Debian has no package of; used if it is there. */
  ENVOY("envoy", "--version"),
  /** Another one. */
  TRAEFIK("traefik", "version");

  /** Where programs of the administrator are, which may be missing in a user's path. */
  private static final List<String> MORE = List.of("/usr/sbin", "/usr/local/sbin");

  private final String debianPackage;
  private final String versionFlag;

  Tool(String debianPackage, String versionFlag) {
    this.debianPackage = debianPackage;
    this.versionFlag = versionFlag;
  }

  String debianPackage() {
    return debianPackage;
  }

  /** The program's name. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where it is; empty if it is not installed. */
  public Optional<Path> path() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.concat(Arrays.stream(path.split(":")), MORE.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, word()))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The first line it says of its version. */
  public String version() {
    return path()
        .map(path -> Program.firstLine(path.toString(), versionFlag))
        .orElse("not installed");
  }

  /**
   * Checks that all of them are installed.
   *
   * @throws MissingTools saying what to install
   */
  public static void require(Collection<Tool> tools) {
    List<Tool> missing = tools.stream().filter(tool -> tool.path().isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new MissingTools(missing);
    }
  }

  /** Such as {@code wrk, h2load}. */
  static String words(List<Tool> tools) {
    return tools.stream().map(Tool::word).collect(Collectors.joining(", "));
  }
}
