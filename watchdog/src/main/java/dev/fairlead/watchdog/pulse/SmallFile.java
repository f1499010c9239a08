package dev.fairlead.watchdog.pulse;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads files of the kernel that are one page at most, which take one system call to read. */
final class SmallFile {
  private static final int MAX_BYTES = 4096; // 4 KiB

  private SmallFile() {}

  /** Its text without the last line's end; empty when it is not there. */
  static String read(Path file) {
    byte[] bytes = new byte[MAX_BYTES];
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      int length = in.read(bytes);
      return length <= 0 ? "" : new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    } catch (IOException gone) {
      return "";
    }
  }
}
