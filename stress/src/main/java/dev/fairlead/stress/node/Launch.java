package dev.fairlead.stress.node;

import dev.fairlead.proxy.demo.RunCommandLine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How watchdogs are started.
 *
 * <p>Immutable.
 */
public final class Launch {
  private static final String READY = "FAIRLEAD_READY";

  private final Function<Path, List<String>> commandLine;
  private final Map<String, String> environment;

  private Launch(Function<Path, List<String>> commandLine, Map<String, String> environment) {
    this.commandLine = commandLine;
    this.environment = Map.copyOf(environment);
  }

  /** With the Java, class path and flags of this process: in tests, what is being built. */
  public static Launch ofThisJava() {
    return new Launch(RunCommandLine::ofThisJava, Map.of());
  }

  /**
   * By {@code ./fairlead run}, after whatever has to be built has been built; without a launcher as
   * {@link #ofThisJava}.
   */
  public static Launch installed() throws IOException {
    @Nullable String launcher = System.getenv("FAIRLEAD_LAUNCHER");
    if (launcher == null || launcher.isEmpty()) {
      return ofThisJava();
    }
    Process version =
        new ProcessBuilder(launcher, "version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (version.waitFor() != 0) {
        throw new IOException(launcher + " version failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while building", e);
    }
    return new Launch(RunCommandLine::of, Map.of(READY, "1"));
  }

  /** The same with one more variable in the environment of all that is started. */
  public Launch with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Launch(commandLine, more);
  }

  /** The same started by another program that becomes it, such as {@code taskset}. */
  public Launch under(List<String> program) {
    return new Launch(
        config -> {
          List<String> command = new ArrayList<>(program);
          command.addAll(commandLine.apply(config));
          return command;
        },
        environment);
  }

  /** Starts a watchdog; what it and its nodes write is added to the place's log. */
  Process start(Place place) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(commandLine.apply(place.config()))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(place.log().toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
