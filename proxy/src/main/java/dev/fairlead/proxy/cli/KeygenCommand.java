package dev.fairlead.proxy.cli;

import dev.fairlead.gossip.net.KeyFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
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
  public Integer call() throws IOException {
    String text = KeyFile.generate();
    if (file == null) {
      spec.commandLine().getOut().print(text);
    } else {
      write(file, text);
    }
    return ExitCode.DONE;
  }

  private static void write(Path file, String text) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(file, options, mode);
        var out = Channels.newOutputStream(channel)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw CommandFailed.failed(file + " exists; a key in use is not overwritten");
    } catch (IOException e) {
      throw CommandFailed.failed("cannot write " + file + ": " + e.getMessage());
    }
  }
}
