package dev.fairlead.watchdog.action;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A node's process: its output relayed, its input held open, its signals.
 *
 * <p>Its standard input stays open as long as the watchdog lives: the node stops when it ends, so a
 * dead watchdog leaves no orphan. Thread-safe.
 */
public final class NodeProcess {
  private final Process process;
  private final RecentLines recent = new RecentLines();
  private final DumpCapture dump = new DumpCapture();
  private final CompletableFuture<Announcement> announced = new CompletableFuture<>();
  private final List<Thread> relays;

  private NodeProcess(Process process, PrintStream out, PrintStream err) {
    this.process = process;
    this.relays =
        List.of(
            relay("out", new OutputRelay(process.getInputStream(), out, recent, this::taken)),
            relay("err", new OutputRelay(process.getErrorStream(), err, recent, line -> false)));
  }

  /**
   * Starts it.
   *
   * @param out where its standard output goes on to
   * @param err where its standard error goes on to
   */
  public static NodeProcess start(List<String> command, PrintStream out, PrintStream err)
      throws IOException {
    return new NodeProcess(new ProcessBuilder(command).start(), out, err);
  }

  /** Completes with the node's first line, exceptionally when that line makes no sense. */
  public CompletableFuture<Announcement> announced() {
    return announced;
  }

  /** Completes when the process ended. */
  public CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** Process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Exit code of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Waits for its end; true when it came within the limit. */
  public boolean awaitExit(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Asks it to end (SIGTERM). */
  public void terminate() {
    process.toHandle().destroy(); // Process.destroy would close the pipes and lose the last words
  }

  /** Ends it (SIGKILL), even when it is stopped. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Waits until what it wrote before its end has been passed on. */
  public void awaitOutput(Duration limit) throws InterruptedException {
    for (Thread relay : relays) {
      relay.join(limit);
    }
  }

  /** The last lines it wrote, oldest first. */
  public List<String> recentLines() {
    return recent.list();
  }

  /** Has the JVM write all stacks (SIGQUIT); the lines of it that came within the limit. */
  List<String> threadDump(Duration limit) throws IOException, InterruptedException {
    dump.arm();
    Process signal = new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + pid()).start();
    try {
      return dump.await(limit);
    } finally {
      signal.destroyForcibly();
    }
  }

  private boolean taken(String line) {
    if (announced.isDone()) {
      return dump.take(line);
    }
    try {
      Announcement announcement = Announcement.parse(line);
      return announcement != null && announced.complete(announcement);
    } catch (IllegalArgumentException unreadable) {
      return !announced.completeExceptionally(unreadable);
    }
  }

  private Thread relay(String stream, OutputRelay relay) {
    return Thread.ofPlatform().daemon().name("relay-" + stream + "-" + pid()).start(relay);
  }
}
