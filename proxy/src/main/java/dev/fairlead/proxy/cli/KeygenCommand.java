package dev.fairlead.proxy.cli;

import dev.fairlead.gossip.net.KeyFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a cluster key: the file {@code cluster.key_file} of every node of one cluster. */
@Command(name = "keygen", description = "Makes a new cluster key, for cluster.key_file.")
final class KeygenCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A new file, mode 0600; standard output without it.")
  private @Nullable Path file;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private CommandSpec spec;

  @Override
  public Integer call() {
    String text = KeyFile.generate();
    if (file == null) {
      spec.commandLine().getOut().print(text);
    } else {
      NewFile.secret(file, text);
    }
    return ExitCode.DONE;
  }
}
