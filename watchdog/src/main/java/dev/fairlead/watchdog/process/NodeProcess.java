package dev.fairlead.watchdog.process;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkedProcess;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ProcStat;
import dev.fairlead.watchdog.proc.ProcessState;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;

/**
 * One process of the node: its link, its ledger, its signals.
 *
 * <p>A thread of its own hears it until it ends. Signals go to this very process, never to a later
 * one with its id: the handle knows when it was started. Thread-safe.
 */
public final class NodeProcess {
  /** How long a process may outlive its link, which it closes by ending, before that is odd. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  /** How often an odd one is looked after. */
  private static final Duration ODD = Duration.ofMinutes(1);

  private final int id;
  private final ProcessHandle handle;
  private final Ending ending;
  private final Link link;
  private final LedgerPage ledger;
  private final long startNanos = System.nanoTime();

  private NodeProcess(int id, ProcessHandle handle, Ending ending, Link link, LedgerPage ledger) {
    this.id = id;
    this.handle = handle;
    this.ending = ending;
    this.link = link;
    this.ledger = ledger;
  }

  /** Who hears of a process, on the thread that listens to it. */
  public interface Listener {
    /** It said something; the descriptors are the listener's. */
    void said(int id, Message message);

    /** Its link is gone although it lives. */
    void lost(int id);

    /** It ended; nothing more comes. */
    void ended(int id, int exitCode);
  }

  /**
   * Starts one.
   *
   * @param welcome the first message to it, to which its ledger is added
   * @throws IOException when the system has no process or memory to give
   */
  public static NodeProcess start(int id, List<String> command, Message welcome, Listener listener)
      throws IOException {
    try (Descriptor memory = Descriptor.memoryFile("fairlead-ledger", LedgerPage.BYTES)) {
      LedgerPage ledger = LedgerPage.create(LedgerPage.ofDescriptor(memory.number()));
      LinkedProcess started = LinkedProcess.start(command);
      Process child = started.process();
      NodeProcess node =
          new NodeProcess(id, child.toHandle(), new Ending.OfChild(child), started.link(), ledger);
      node.welcome(welcome.with(memory));
      node.hear(listener);
      return node;
    }
  }

  /**
   * Takes over one whose watchdog died.
   *
   * @throws IOException when it has ended meanwhile
   */
  static NodeProcess adopt(int id, long pid, Link link, LedgerPage ledger) throws IOException {
    ProcStat stat = ProcFolder.ofProcess(pid).stat();
    ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
    if (handle == null || stat.state() == ProcessState.GONE) {
      throw new IOException("process " + pid + " has ended");
    }
    Ending ending = new Ending.OfOrphan(pid, stat.startTicks());
    return new NodeProcess(id, handle, ending, link, ledger);
  }

  /** Its name in the succession. */
  public int id() {
    return id;
  }

  /** Its process id. */
  public long pid() {
    return handle.pid();
  }

  /** Whether it was started by another watchdog. */
  public boolean orphan() {
    return ending instanceof Ending.OfOrphan;
  }

  /** The page it writes about itself. */
  public LedgerPage ledger() {
    return ledger;
  }

  /** {@link System#nanoTime} when it was started or adopted. */
  public long startNanos() {
    return startNanos;
  }

  /** Tells it something; never waits. */
  public void send(Message message) throws IOException {
    link.send(message);
  }

  /** Asks it to end (SIGTERM); one that is stopped could not hear that and is killed. */
  public void terminate() {
    if (ProcFolder.ofProcess(pid()).stat().state() == ProcessState.STOPPED) {
      kill();
    } else {
      handle.destroy();
    }
  }

  /** Ends it (SIGKILL), even when it is stopped. */
  public void kill() {
    handle.destroyForcibly();
  }

  /** Begins to listen. */
  void hear(Listener listener) {
    Thread.ofPlatform().daemon().name("link-" + pid()).start(() -> follow(listener));
  }

  /** One that ended at once is not there to be welcomed: its end is heard like any other. */
  private void welcome(Message message) {
    try {
      link.send(message);
    } catch (IOException ended) {
      link.close();
    }
  }

  private void follow(Listener listener) {
    try {
      hearAll(listener);
      if (!ending.within(LAST_MOMENT)) {
        listener.lost(id);
        while (!ending.within(ODD)) {
          // Whoever heard that it is lost decides what becomes of it.
        }
      }
      link.close();
      listener.ended(id, ending.code());
    } catch (InterruptedException nobodyDoes) {
      throw new AssertionError("the thread is this object's own", nobodyDoes);
    }
  }

  private void hearAll(Listener listener) {
    while (true) {
      try {
        Message message = link.receive();
        if (message == null) {
          return;
        }
        listener.said(id, message);
      } catch (ProtocolException garbage) {
        listener.said(id, Message.of("garbage").with("why", String.valueOf(garbage.getMessage())));
      } catch (IOException broken) {
        return;
      }
    }
  }
}
