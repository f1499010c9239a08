package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.SmallFile;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the tasks of the host have waited for something, as Linux counts it ({@code
 * /proc/pressure}).
 */
enum Pressure {
  /** All of them at once for memory: the host swaps more than it works. */
  MEMORY_FULL("memory", "full"),

  /** At least one for a disk. */
  DISK_SOME("io", "some");

  private final Path file;
  private final Pattern total;

  Pressure(String file, String line) {
    this.file = Path.of("/proc/pressure", file);
    this.total = Pattern.compile("(?m)^" + line + " .*total=(\\d{1,18})$");
  }

  /** Since the host's start; zero where the kernel does not say. */
  long nanos() {
    Matcher matcher = total.matcher(SmallFile.read(file));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * 1_000 : 0;
  }
}
