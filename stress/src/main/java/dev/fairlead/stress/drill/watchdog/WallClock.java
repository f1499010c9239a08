package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.node.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock of the processes it launches, which can be made to jump without setting that of
 * the host: a small library before theirs adds an offset that a file says. The monotonic clock is
 * as it was, as when an operator or NTP sets the time.
 *
 * <p>Thread-safe.
 */
public final class WallClock {
  private static final String SOURCE = "/wallclock.c";
  private static final int COMPILE_SECONDS = 60;

  private final Path library;
  private final Path offset;

  private WallClock(Path library, Path offset) {
    this.library = library;
    this.offset = offset;
  }

  /** Compiles the library into {@code folder}; empty where there is no C compiler. */
  public static Optional<WallClock> in(Path folder) throws IOException {
    Path source = folder.resolve("wallclock.c");
    try (InputStream text = WallClock.class.getResourceAsStream(SOURCE)) {
      if (text == null) {
        throw new IOException(SOURCE + " is not on the class path");
      }
      Files.write(source, text.readAllBytes());
    }
    WallClock clock = new WallClock(folder.resolve("wallclock.so"), folder.resolve("wallclock"));
    clock.jump(0);
    return clock.compile(source) ? Optional.of(clock) : Optional.empty();
  }

  private boolean compile(Path source) {
    try {
      Process compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return compiler.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) && compiler.exitValue() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The same launch, with this clock. */
  Launch with(Launch launch) {
    return launch.with("LD_PRELOAD", library.toString()).with("WALLCLOCK", offset.toString());
  }

  /** From now on the clock says {@code seconds} more than that of the host. */
  void jump(long seconds) throws IOException {
    ByteBuffer eight = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    eight.putLong(seconds).flip();
    try (FileChannel file =
        FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int _ = file.write(eight, 0);
    }
  }
}
