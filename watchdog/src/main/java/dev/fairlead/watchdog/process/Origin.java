package dev.fairlead.watchdog.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files a process was started from, as they were then: program, jars, start-up cache,
 * configuration. Immutable; equal while none of them was replaced or written.
 *
 * @param files name, identity, size and time of each
 */
public record Origin(List<String> files) {
  /** Files looked at; a command line names a handful. */
  private static final int MAX_FILES = 64;

  /** Copies the list. */
  public Origin {
    files = List.copyOf(files);
  }

  /** Of the files that a command line names now, alone, in a class path, or after a {@code =}. */
  public static Origin of(List<String> command) {
    List<String> files = new ArrayList<>();
    for (String argument : command) {
      for (String part : argument.substring(argument.indexOf('=') + 1).split(":", -1)) {
        if (part.startsWith("/") || command.indexOf(part) > 0) {
          note(part, files);
        }
      }
    }
    return new Origin(files);
  }

  private static void note(String name, List<String> files) {
    try {
      Path file = Path.of(name);
      if (files.size() < MAX_FILES && Files.isRegularFile(file)) {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        files.add(name + " " + now.fileKey() + " " + now.size() + " " + now.lastModifiedTime());
      }
    } catch (IOException | IllegalArgumentException notAFile) {
      // Gone just now, or no name of a file: both show as a difference when it comes back.
    }
  }
}
