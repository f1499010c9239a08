package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code fairlead demo}: three regions on this machine, at work. */
@Command(
    name = "demo",
    description = "Runs three regions on this machine and shows what they do with requests.")
public final class DemoCommand implements Callable<Integer> {
  /** Shorter, and there is no time for a hang to be noticed and shown. */
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Length.class,
      description =
          "Ends by itself about this long after the nodes are up, with a summary; until"
              + " Ctrl-C without it. At least 10s.")
  private @Nullable Duration length;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where configurations, data and logs go, and stay; a temporary folder without.")
  private @Nullable Path folder;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Where clients connect, on 127.0.1.1, 127.0.2.1 and 127.0.3.1; 8080 without.")
  private int port;

  /** Set by the thread that runs the demo or by Ctrl-C, read after that by whoever cleans up. */
  private volatile boolean keep;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (length != null && length.compareTo(SHORTEST) < 0) {
      throw new ParameterException(spec.commandLine(), "--for takes at least 10s");
    }
    if (port < 1 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port takes 1 to 65535");
    }
    Path given = folder;
    Path place =
        given == null
            ? Files.createTempDirectory("fairlead-demo-")
            : given.toAbsolutePath().normalize();
    Cleanup cleanup = new Cleanup();
    if (given == null) {
      cleanup.add(() -> removeUnlessKept(place));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(cleanup), "demo-cleanup"));
    try (cleanup) {
      return run(place, cleanup);
    }
  }

  private int run(Path place, Cleanup cleanup) throws IOException, InterruptedException {
    keep = true;
    try {
      boolean held = new Demo(Console.of(out()), cleanup, port).run(place, length);
      keep = !held;
      return held ? 0 : 1;
    } catch (DemoFailed failed) {
      keep = !isEmpty(place);
      spec.commandLine().getErr().println("fairlead: " + failed.getMessage());
      return 1;
    }
  }

  /** Ctrl-C is the way to end it without {@code --for}, and no reason to keep anything. */
  private void interrupted(Cleanup cleanup) {
    keep = false;
    cleanup.close();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private void removeUnlessKept(Path folder) throws IOException {
    if (keep) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** {@code 30s}, {@code 2m}, {@code 1h}. */
  static final class Length implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");

    @Override
    public Duration convert(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw new TypeConversionException("'" + text + "' is not a time like 30s or 2m");
      }
      return Duration.parse("PT" + form.group(1) + form.group(2).toUpperCase(Locale.ROOT));
    }
  }
}
