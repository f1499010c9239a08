package dev.fairlead.watchdog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The watchdog's process: all arguments are the command line of the node, started as its child.
 *
 * <p>Exit code 0 when the node ended because it was asked to, or this process was (SIGTERM,
 * SIGINT); the node's own code when its first start failed; 1 and 2 for failures and usage of the
 * watchdog itself.
 */
public final class Main {
  /** What stopping a node may take before this process ends without it. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private Main() {}

  /** Supervises the given command. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    if (arguments.length == 0) {
      err.println("fairlead watchdog: give the command line of the node to supervise");
      System.exit(2);
    }
    Supervisor supervisor = new Supervisor(List.of(arguments), new Journal(err), out, err);
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor, ended), "stop"));
    ended.complete(run(supervisor, err));
    System.exit(ended.join());
  }

  private static int run(Supervisor supervisor, PrintStream err) throws InterruptedException {
    try {
      return supervisor.run();
    } catch (IOException notStarted) {
      err.println("fairlead watchdog: cannot start the node: " + notStarted.getMessage());
      return 1;
    } catch (RuntimeException broken) {
      // The node sees its input end with this process and stops in order.
      err.println("fairlead watchdog: " + broken);
      broken.printStackTrace(err);
      return 1;
    }
  }

  /**
   * Runs when the JVM ends, whether by a signal or because the node did. Halting keeps the exit
   * code ours: after SIGTERM the JVM would answer 143 although everything was stopped in order.
   */
  private static void stop(Supervisor supervisor, CompletableFuture<Integer> ended) {
    if (ended.isDone()) {
      return;
    }
    supervisor.stop();
    try {
      Runtime.getRuntime().halt(ended.get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException stillThere) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
