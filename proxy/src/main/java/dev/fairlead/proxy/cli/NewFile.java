package dev.fairlead.proxy.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that did not exist: nothing that may be in use is ever overwritten. Stateless. */
final class NewFile {
  private NewFile() {}

  /** One that only its owner reads, from the first moment. */
  static void secret(Path file, String text) {
    write(file, text, "rw-------");
  }

  /** One that everybody may read. */
  static void open(Path file, String text) {
    write(file, text, "rw-r--r--");
  }

  private static void write(Path file, String text, String permissions) {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(file, options, mode);
        var out = Channels.newOutputStream(channel)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw CommandFailed.failed(file + " exists; what may be in use is not overwritten");
    } catch (IOException e) {
      throw CommandFailed.failed("cannot write " + file + ": " + e.getMessage());
    }
  }
}
