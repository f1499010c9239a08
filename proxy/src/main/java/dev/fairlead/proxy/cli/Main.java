package dev.fairlead.proxy.cli;

import dev.fairlead.gossip.replica.ReplicaException;
import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.demo.DemoCommand;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code fairlead} command line.
 *
 * <p>Errors go to standard error, one line first. Exit codes are those of {@link ExitCode}.
 */
@Command(
    name = "fairlead",
    description = "Routes connections to the nearest instance that can take them.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {
      DemoCommand.class,
      NodeCommand.class,
      RunCommand.class,
      CtlCommand.class,
      ServiceCommand.class,
      RouteCommand.class,
      InstanceCommand.class,
      ConfigCommand.class,
      KeygenCommand.class,
      CaCommand.class,
      TestCommand.class,
      StressCommand.class,
      BenchCommand.class,
      DrillCommand.class,
      RehearseCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Optional<LinkedCommand> linked = LinkedCommand.of(args);
    System.exit(linked.isPresent() ? run(linked.get(), err) : run(out, err, args));
  }

  private static int run(LinkedCommand command, PrintWriter err) {
    try {
      return command.call();
    } catch (Exception e) { // whatever it is, as for any other command
      return failed(e, err);
    }
  }

  /** Runs one command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(out).setErr(err).setUsageHelpAutoWidth(false);
    // What a command of the control socket takes is for the node to say: explain --from REGION.
    line.getSubcommands()
        .forEach(
            (name, command) -> command.setUnmatchedOptionsArePositionalParams(name.equals("ctl")));
    addHelp(line);
    line.setParameterExceptionHandler(Main::badUsage);
    line.setExecutionExceptionHandler(Main::failed);
    int code = line.execute(withHelp(line, args));
    out.flush();
    err.flush();
    return code;
  }

  /** Every command understands {@code --help}. */
  private static void addHelp(CommandLine line) {
    if (line.getCommandSpec().findOption("--help") == null) {
      line.getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Shows this help.")
                  .build());
    }
    line.getSubcommands().values().forEach(Main::addHelp);
  }

  /** {@code help a b} is {@code a b --help}, to any depth; nothing is {@code help}. */
  private static String[] withHelp(CommandLine line, String[] args) {
    if (args.length == 0) {
      return new String[] {"help"};
    } else if (args[0].equals("--version")) {
      return new String[] {"version"};
    } else if (args.length == 1
        || !args[0].equals("help")
        || !line.getSubcommands().containsKey(args[1])) {
      return args;
    }
    String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
    asked[asked.length - 1] = "--help";
    return asked;
  }

  private static int badUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String command = e.getCommandLine().getCommandSpec().qualifiedName().replace("fairlead", "");
    boolean unknown = command.isEmpty() && e instanceof UnmatchedArgumentException;
    err.println("fairlead: " + (unknown ? "unknown command '" + args[0] + "'" : firstLine(e)));
    err.println("Try 'fairlead help" + command + "'.");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine line, ParseResult parsed) {
    return failed(e, line.getErr());
  }

  private static int failed(Exception e, PrintWriter err) {
    return switch (e) {
      case CommandFailed failed -> {
        err.println("fairlead: " + failed.getMessage());
        yield failed.exitCode();
      }
      case ConfigException config -> {
        err.println(config.getMessage());
        yield ExitCode.CONFIGURATION;
      }
      case UncheckedIOException io -> {
        err.println("fairlead: " + firstLine(io));
        yield ExitCode.FAILED;
      }
      case ReplicaException replica -> {
        err.println("fairlead: " + firstLine(replica));
        yield ExitCode.FAILED;
      }
      default -> {
        err.println("fairlead: " + firstLine(e));
        e.printStackTrace(err);
        yield ExitCode.FAILED;
      }
    };
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse(e.toString());
  }
}
