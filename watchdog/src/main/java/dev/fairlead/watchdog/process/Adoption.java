package dev.fairlead.watchdog.process;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.proc.ProcFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The look for a node whose watchdog died, and what it tells.
 *
 * <pre>
 *   connect DATA/supervisor.sock ─► orphan … + ledger ─► held … + socket (each) ─► all
 * </pre>
 *
 * <p>{@link #look} may wait for a node that does not answer; {@link #giveUp} from another thread
 * ends that.
 */
public final class Adoption {
  /** Bounds what an orphan can make the watchdog hold. */
  static final int MAX_HELD = 1024;

  /** What the system says of a process that this one cannot see, such as the host's from inside. */
  private static final long UNKNOWN = 0;

  private final Path socket;
  private final Peers peers;
  private @Nullable Link link; // guarded by this
  private long peer = UNKNOWN; // guarded by this
  private boolean givenUp; // guarded by this

  /** Of the node with this data folder. */
  public Adoption(Path data) {
    this(data, Link::peer);
  }

  /** As the other, with a system that may not know who is there. */
  Adoption(Path data, Peers peers) {
    this.socket = data.resolve("supervisor.sock");
    this.peers = peers;
  }

  /** Says which process is at the other end of a link; 0 when that cannot be known. */
  interface Peers {
    long of(Link link) throws IOException;
  }

  /**
   * A node that was found. Its messages are heard from {@link #hear} on.
   *
   * @param process it
   * @param hello what it says about itself
   * @param held its sockets, one message each
   */
  public record Found(NodeProcess process, Hello hello, List<Message> held) {
    /** Copies the list. */
    public Found {
      held = List.copyOf(held);
    }

    /** Begins to listen to it. */
    public void hear(NodeProcess.Listener listener) {
      process.hear(listener);
    }
  }

  /** Somebody is there who did not say in time what it has. */
  public static final class MuteException extends IOException {
    private static final long serialVersionUID = 1;

    private final long pid;

    MuteException(String message, long pid) {
      super(message);
      this.pid = pid;
    }

    /** Its process. */
    public long pid() {
      return pid;
    }

    /** Whether a debugger holds it, so that it cannot say anything. */
    public boolean held() {
      return ProcFolder.ofProcess(pid).stat().traced();
    }
  }

  /**
   * Looks.
   *
   * @param id what it is to be called
   * @return null when nobody is there
   * @throws MuteException when {@link #giveUp} ended the wait for a process that is there
   * @throws IOException when somebody is there who cannot be adopted; also one that was waited for
   *     too long and whose process is not known, so that nobody could end it
   */
  public @Nullable Found look(int id) throws IOException {
    Link connected = connect();
    if (connected == null) {
      return null;
    }
    try {
      return meet(id, connected);
    } catch (IOException | IllegalArgumentException failed) {
      connected.close();
      throw refusal(failed);
    }
  }

  private synchronized IOException refusal(Exception failed) {
    String why = "the node at %s cannot be adopted: ".formatted(socket);
    if (!givenUp) {
      return new IOException(why + failed.getMessage(), failed);
    }
    if (peer == UNKNOWN) {
      return new IOException(why + "a process that cannot be seen does not say what it has");
    }
    return new MuteException(why + "process " + peer + " does not say what it has", peer);
  }

  /** Waits no longer. */
  public synchronized void giveUp() {
    givenUp = true;
    if (link != null) {
      link.close();
    }
  }

  /** A file behind which nobody listens is one of a node that has ended. */
  private @Nullable Link connect() {
    if (!Files.exists(socket)) {
      return null;
    }
    Link connected;
    try {
      connected = Link.connect(socket);
    } catch (IOException nobody) {
      return null;
    }
    synchronized (this) {
      link = connected;
      peer = peer(connected);
      if (givenUp) {
        connected.close();
      }
    }
    return connected;
  }

  /** Somebody is there all the same when the system does not say who. */
  private long peer(Link connected) {
    try {
      return peers.of(connected);
    } catch (IOException unknown) {
      return UNKNOWN;
    }
  }

  private Found meet(int id, Link connected) throws IOException {
    Message orphan = next(connected, "orphan");
    Hello hello;
    LedgerPage ledger;
    try {
      hello = Hello.of(orphan);
      ledger = LedgerPage.open(LedgerPage.ofDescriptor(orphan.descriptor().number()));
    } finally {
      orphan.discard();
    }
    List<Message> held = new ArrayList<>();
    try {
      hearHeld(connected, held);
      return new Found(NodeProcess.adopt(id, hello.pid(), connected, ledger), hello, held);
    } catch (IOException | IllegalArgumentException failed) {
      held.forEach(Message::discard); // else its successor could not bind them again
      throw failed;
    }
  }

  private static void hearHeld(Link connected, List<Message> held) throws IOException {
    Message message = next(connected, "held");
    while (!message.verb().equals("all")) {
      held.add(message);
      if (held.size() > MAX_HELD) {
        throw new IOException("more than " + MAX_HELD + " sockets");
      }
      message = next(connected, "held");
    }
  }

  private static Message next(Link from, String expected) throws IOException {
    Message message = from.receive();
    if (message == null) {
      throw new IOException("it says nothing more before '" + expected + "'");
    }
    String verb = message.verb();
    if (!verb.equals(expected) && !(expected.equals("held") && verb.equals("all"))) {
      message.discard();
      throw new IOException("it says '" + verb + "' instead of '" + expected + "'");
    }
    return message;
  }
}
