package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Reference;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a configuration file, and prints every key there is. */
@Command(
    name = "config",
    description = "Checks a configuration file; prints the reference of all keys.",
    synopsisSubcommandLabel = "check|reference")
final class ConfigCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before a method is called
  private CommandSpec spec;

  @Command(name = "check", description = "Says what is wrong with a file, if anything.")
  int check(
      @Option(
              names = {"-c", "--config"},
              required = true,
              paramLabel = "FILE",
              description = "The file to check.")
          Path file)
      throws ConfigException {
    var settings = ConfigFile.read(file);
    spec.commandLine()
        .getOut()
        .println(
            "%s: fine; node %s in region %s, %d listeners"
                .formatted(
                    file,
                    settings.node().name(),
                    settings.node().region(),
                    settings.listeners().size()));
    return ExitCode.DONE;
  }

  @Command(
      name = "reference",
      description = "Prints every key with its type, unit, default and effect, in Markdown.")
  int reference() {
    spec.commandLine().getOut().print(Reference.markdown());
    return ExitCode.DONE;
  }
}
