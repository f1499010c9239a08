package dev.fairlead.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads an access log line by line, each once, as it is written. */
public final class LogReader {
  private final Path file;
  private int read;

  /** From its first line on. */
  public LogReader(Path file) {
    this.file = file;
  }

  /** The next line; waits for it. */
  public String next() {
    Waits.until(() -> lines().size() > read);
    return lines().get(read++);
  }

  /** Fails unless the next line contains {@code part} and ends with {@code letters}. */
  public void ends(String part, String letters) {
    String line = next();
    if (!line.contains(part) || !line.endsWith(" " + letters)) {
      throw new AssertionError("expected '" + part + "' and '" + letters + "' in: " + line);
    }
  }

  /** Whole ones only. */
  private List<String> lines() {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
