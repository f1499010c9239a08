package dev.fairlead.watchdog.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads files of the kernel that are one page at most, which take one system call to read.
 * Stateless.
 */
public final class SmallFile {
  private static final int MAX_BYTES = 4096; // 4 KiB

  private SmallFile() {}

  /** Its text without blanks around it; empty when it cannot be read. */
  public static String read(Path file) {
    byte[] bytes = new byte[MAX_BYTES];
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      int length = in.read(bytes);
      return length <= 0 ? "" : new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    } catch (IOException gone) {
      return "";
    }
  }
}
