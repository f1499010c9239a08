package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.SettingsReader;
import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one command to a running node's control socket and prints the answer. */
@Command(
    name = "ctl",
    description = {
      "One command on a running node's control socket.",
      "'fairlead ctl -c FILE help' lists the commands; docs/reference/control.md explains them."
    })
final class CtlCommand implements Callable<Integer> {
  /** How long a node may take to accept; it does so at once unless it hangs. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** How long an answer may take; explain may wait for the catalog. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private Where where;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its words.")
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private List<String> words;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private CommandSpec spec;

  /** Exactly one of them. */
  static final class Where {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "The node's configuration.")
    @Nullable Path config;

    @Option(names = "--socket", paramLabel = "PATH", description = "The node's control socket.")
    @Nullable Path socket;
  }

  @Override
  public Integer call() throws ConfigException {
    String command = String.join(" ", words) + (json && !words.contains("--json") ? " --json" : "");
    List<String> answer = ask(socket(), command);
    String first = answer.isEmpty() ? "" : answer.getFirst();
    boolean error = first.startsWith("error: ") || first.startsWith("{\"error\":");
    PrintWriter to = error && !json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    answer.forEach(to::println);
    boolean stuck = first.startsWith("stuck ") || first.startsWith("{\"stuck\":");
    return error || stuck ? ExitCode.FAILED : ExitCode.DONE;
  }

  private Path socket() throws ConfigException {
    if (where.socket != null) {
      return where.socket;
    }
    Path config = Objects.requireNonNull(where.config, "picocli gives one of the two");
    return new SettingsReader().read(config).control().socket();
  }

  private static List<String> ask(Path socket, String command) {
    try (ControlClient client = ControlClient.connect(socket, CONNECT_LIMIT)) {
      return client.ask(command, ANSWER_LIMIT);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException e) {
      throw CommandFailed.failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw CommandFailed.unavailable(String.valueOf(e.getMessage()));
    }
  }
}
