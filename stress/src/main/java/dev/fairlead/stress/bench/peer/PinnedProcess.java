package dev.fairlead.stress.bench.peer;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server of somebody else, in the foreground on given cores, until it is closed. */
final class PinnedProcess implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long LOOK_NANOS = 10_000_000; // 10 ms
  private static final int CONNECT_MILLIS = 1000;
  private static final int STOP_SECONDS = 5;

  private final Process process;
  private final Path log;

  /** Ctrl-C leaves nothing behind. */
  private final Thread atExit;

  private PinnedProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.atExit = new Thread(process::destroyForcibly, "kill-server");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts it; {@code taskset} becomes the program, so that there is one process. */
  static PinnedProcess start(String cores, Path log, List<String> command) throws IOException {
    List<String> pinned = new ArrayList<>(Cores.on(cores));
    pinned.addAll(command);
    return new PinnedProcess(
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile())
            .start(),
        log);
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it accepts connections there. */
  void awaitListening(InetSocketAddress address) throws IOException {
    long start = System.nanoTime();
    while (!accepts(address)) {
      if (!process.isAlive() || System.nanoTime() - start > LIMIT_NANOS) {
        throw new IOException(
            "%s does not listen on %s: %s"
                .formatted(log.getFileName(), address, Files.readString(log).strip()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      boolean _ = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
