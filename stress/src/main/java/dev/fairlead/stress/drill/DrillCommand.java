package dev.fairlead.stress.drill;

import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.drill.watchdog.Drills;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./fairlead drill [NAME]}: runs a drill; exit code 1 when anything was wrong. */
@Command(
    name = "fairlead drill",
    description = "Three regions under load and change, or a drill of the watchdog.",
    sortOptions = false)
public final class DrillCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      converter = NameConverter.class,
      description = "quiet, adoption, upgrade, poison: of the watchdog. Without one, the regions.")
  private @Nullable Drills drill;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = TimeConverter.class,
      description = "How long, such as 30s; 10m if not said.")
  private Duration time = Duration.ZERO;

  @Option(names = "--seed", paramLabel = "N", description = "Repeats the changes of a run.")
  private @Nullable Long seed;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the drill and ends the process: 0 if all was right, 1 if not, 2 for usage. */
  public static void main(String[] args) {
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(
        new CommandLine(new DrillCommand())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(err)
            .setParameterExceptionHandler(DrillCommand::badUsage)
            .execute(args));
  }

  private static int badUsage(ParameterException e, String[] args) {
    e.getCommandLine().getErr().println("fairlead: " + e.getMessage());
    e.getCommandLine()
        .getErr()
        .println("usage: fairlead drill [%s] [--for 10m] [--seed N]".formatted(names()));
    return USAGE;
  }

  @Override
  public Integer call() throws Exception {
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    if (drill != null) {
      return drill.run(chosen, time, spec.commandLine().getOut()) ? 0 : FAILED;
    }
    DrillSettings settings = new DrillSettings(chosen, time, DataFolder.empty("drill"));
    try (Drill drill = new Drill(settings, spec.commandLine().getOut())) {
      return drill.run() ? 0 : FAILED;
    }
  }

  private static String names() {
    return Arrays.stream(Drills.values()).map(DrillCommand::word).collect(Collectors.joining("|"));
  }

  private static String word(Drills drill) {
    return drill.name().toLowerCase(Locale.ROOT);
  }

  /** Reads the name of a drill. */
  static final class NameConverter implements ITypeConverter<Drills> {
    @Override
    public Drills convert(String text) {
      return Arrays.stream(Drills.values())
          .filter(drill -> word(drill).equals(text))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("no drill '" + text + "'; there are " + names()));
    }
  }

  /** Reads {@code 30s}, {@code 10m}, {@code 2h}. */
  public static final class TimeConverter implements ITypeConverter<Duration> {
    /** For the command line. */
    public TimeConverter() {}

    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,4}[smh]")) {
        throw new TypeConversionException("'" + text + "' is no time such as 30s or 10m");
      }
      return Duration.parse("PT" + text);
    }
  }
}
