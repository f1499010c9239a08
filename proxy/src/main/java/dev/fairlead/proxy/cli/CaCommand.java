package dev.fairlead.proxy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a cluster's certificate authority, and the certificates of its nodes. */
@Command(
    name = "ca",
    description = "Makes a cluster's certificate authority and its nodes' certificates.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {CaCommand.Init.class, CaCommand.Issue.class})
final class CaCommand implements Callable<Integer> {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final int MAX_DAYS = 36_500;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "ca: init or issue?");
  }

  private static String name(CommandSpec spec, String option, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          option + " must be 1 to 63 letters, digits, '.', '_' or '-', not '" + value + "'");
    }
    return value;
  }

  private static Duration days(CommandSpec spec, int days) {
    if (days < 1 || days > MAX_DAYS) {
      throw new ParameterException(
          spec.commandLine(), "--days must be 1 to " + MAX_DAYS + ", not " + days);
    }
    return Duration.ofDays(days);
  }

  private static Path key(Path folder, String name) {
    return folder.resolve(name + ".key");
  }

  private static Path certificate(Path folder, String name) {
    return folder.resolve(name + ".pem");
  }

  /** The key first: without it the certificate is of no use to anybody. */
  private static void write(Path folder, String name, Authority.Issued issued) {
    NewFile.secret(key(folder, name), issued.key());
    NewFile.open(certificate(folder, name), issued.certificate());
  }

  /** The authority itself: {@code ca.pem} for every node, {@code ca.key} for nobody else. */
  @Command(name = "init", description = "Makes the authority: ca.pem, and ca.key to be kept safe.")
  static final class Init implements Callable<Integer> {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where to.")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Option(names = "--cluster", required = true, description = "The cluster's name, for people.")
    @SuppressWarnings("NullAway.Init") // required
    private String cluster;

    @Option(names = "--days", defaultValue = "3650", description = "Valid for; ${DEFAULT-VALUE}.")
    private int days;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
      String subject = name(spec, "--cluster", cluster);
      Duration validity = days(spec, days);
      Files.createDirectories(folder);
      write(folder, "ca", Authority.create(subject, validity, Clock.systemUTC()));
      PrintWriter out = spec.commandLine().getOut();
      out.println("wrote " + certificate(folder, "ca") + ", for every node");
      out.println("wrote " + key(folder, "ca") + ", which no node needs: keep it safe");
      return ExitCode.DONE;
    }
  }

  /** A node's certificate. */
  @Command(name = "issue", description = "Makes a node's certificate and key: NODE.pem, NODE.key.")
  static final class Issue implements Callable<Integer> {
    @Option(
        names = "--dir",
        required = true,
        paramLabel = "DIR",
        description = "Where ca.pem and ca.key are.")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Option(names = "--node", required = true, description = "The node's name.")
    @SuppressWarnings("NullAway.Init") // required
    private String node;

    @Option(names = "--output", paramLabel = "DIR", description = "Where to; as --dir without it.")
    private @Nullable Path output;

    @Option(names = "--days", defaultValue = "365", description = "Valid for; ${DEFAULT-VALUE}.")
    private int days;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
      String subject = name(spec, "--node", node);
      if (subject.equals("ca")) {
        throw new ParameterException(spec.commandLine(), "--node ca is the authority's own name");
      }
      Duration validity = days(spec, days);
      Path to = output == null ? folder : output;
      Files.createDirectories(to);
      Authority authority = Authority.read(certificate(folder, "ca"), key(folder, "ca"));
      write(to, subject, authority.issue(subject, validity, Clock.systemUTC()));
      PrintWriter out = spec.commandLine().getOut();
      out.println("wrote " + certificate(to, subject) + " and " + key(to, subject));
      return ExitCode.DONE;
    }
  }
}
