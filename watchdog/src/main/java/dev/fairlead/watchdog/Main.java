package dev.fairlead.watchdog;

import dev.fairlead.watchdog.signal.Signals;
import dev.fairlead.watchdog.socket.HeldSockets;
import dev.fairlead.watchdog.socket.Notify;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The watchdog's process: all arguments are the command line of the node, started as its child.
 *
 * <p>Exit code 0 when the node ended because it was asked to, or this process was (SIGTERM,
 * SIGINT); the node's own code when its first start failed; 1 and 2 for failures and usage of the
 * watchdog itself. A second one of these signals ends everything at once. SIGHUP has the node
 * reload.
 */
public final class Main {
  private Main() {}

  /** Supervises the given command. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    if (arguments.length == 0) {
      err.println("fairlead watchdog: give the command line of the node to supervise");
      System.exit(2);
    }
    Journal journal = new Journal(err);
    long pid = ProcessHandle.current().pid();
    HeldSockets held = HeldSockets.open(System.getenv(), pid);
    Notify notify = Notify.fromEnvironment(System.getenv(), pid, journal::warn);
    Supervisor supervisor = new Supervisor(List.of(arguments), journal, held, notify);
    Signals.on(supervisor::stop, "TERM", "INT");
    Signals.on(supervisor::reload, "HUP");
    int code = supervisor.run();
    journal.close();
    System.exit(code);
  }
}
