package dev.fairlead.stress.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The proxies of others, each with the configuration kept for it. */
public enum Rival {
  /** HAProxy, one thread. */
  HAPROXY(Tool.HAPROXY, EnumSet.allOf(Door.class), "haproxy.cfg"),
  /** nginx, one process; Debian's relays TCP only with one more package. */
  NGINX(Tool.NGINX, EnumSet.of(Door.WEB, Door.TLS), "nginx.conf"),
  /** Envoy, one worker. */
  ENVOY(Tool.ENVOY, EnumSet.allOf(Door.class), "envoy.yaml"),
  /** Traefik; on one core Go runs one thread at a time. */
  TRAEFIK(Tool.TRAEFIK, EnumSet.allOf(Door.class), "traefik.yaml", "traefik-routes.yaml");

  private final Tool tool;
  private final Set<Door> doors;
  private final List<String> files;

  Rival(Tool tool, Set<Door> doors, String... files) {
    this.tool = tool;
    this.doors = doors;
    this.files = List.of(files);
  }

  /** Those that are installed. */
  public static List<Rival> installed() {
    return Arrays.stream(values()).filter(rival -> rival.tool.path().isPresent()).toList();
  }

  /** Its name in figures. */
  public String word() {
    return tool.word();
  }

  /** Whether it can be entered there. */
  public boolean speaks(Door door) {
    return doors.contains(door);
  }

  /**
   * Starts it.
   *
   * @param words those of its configuration
   * @param folder an empty one
   */
  Contender start(Map<String, String> words, Path folder, String core) throws IOException {
    for (String file : files) {
      Path _ = Template.write(file, words, folder);
    }
    List<String> command = command(folder.resolve(files.getFirst()), folder);
    PinnedProcess process = PinnedProcess.start(core, folder.resolve(word() + ".log"), command);
    String about = tool.version() + "; " + shown(command, folder);
    Contender contender =
        new Contender(
            new Contender.Identity(word(), about, doors, words.get("NAME")),
            words.get("HOST"),
            () -> List.of(process.pid()),
            process::close);
    try {
      for (Door door : doors) {
        process.awaitListening(contender.at(door));
      }
      return contender;
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** Without the folder, which is another one each time. */
  private static String shown(List<String> command, Path folder) {
    return String.join(" ", command).replace(folder + "/", "").replace(folder.toString(), ".");
  }

  private List<String> command(Path config, Path folder) {
    String program = tool.path().map(Path::toString).orElse(word());
    String file = config.toString();
    return switch (this) {
      case HAPROXY -> List.of(program, "-db", "-f", file);
      case NGINX -> List.of(program, "-e", "stderr", "-p", folder.toString(), "-c", file);
      case ENVOY ->
          List.of(program, "-c", file, "--concurrency", "1", "--use-dynamic-base-id", "-l", "warn");
      case TRAEFIK -> List.of(program, "--configFile=" + file);
    };
  }
}
