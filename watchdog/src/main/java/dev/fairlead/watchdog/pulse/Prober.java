package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pings a node over one lasting connection and makes a pulse of each tick.
 *
 * <pre>
 *   tick      |        |        |        |        |
 *   ping      ──►      ──►                        ──►
 *   answer     ◄──              ·        ·◄──
 *   pulse      pong     silence  silence  pong
 * </pre>
 *
 * <p>A ping is sent only when the last one was answered: a slow node is not asked more often than
 * it can answer. A broken connection is made anew at the next tick. Used by one thread.
 */
public final class Prober implements AutoCloseable {
  /** Which process answered; a node that does not say is taken for the right one. */
  private static final Pattern ANSWERED_BY = Pattern.compile(" pid=(\\d{1,18})\\b");

  private final Path socket;
  private final long pid;
  private @Nullable ControlClient client;
  private boolean asked;
  private long askedNanos;

  /** When the last pulse was ready. */
  private long lastNanos = System.nanoTime();

  /**
   * Does not connect yet.
   *
   * @param socket the node's control socket
   * @param pid the node's process: a pong of another one on the same socket proves nothing
   */
  public Prober(Path socket, long pid) {
    this.socket = socket;
    this.pid = pid;
  }

  /**
   * Takes a pulse; returns at once when the answer is there, and after the limit without it.
   *
   * @param paused how long the caller meant to wait since the last pulse; what it took longer, for
   *     whatever reason, is drift
   * @param limit the longest time to wait now
   */
  public Pulse take(Duration paused, Duration limit) {
    long start = System.nanoTime();
    long late = Math.max(0, start - lastNanos - paused.toNanos());
    Pulse pulse = take(start, late, limit);
    lastNanos = System.nanoTime();
    return pulse;
  }

  private Pulse take(long start, long late, Duration limit) {
    try {
      List<String> reply = answer(start, limit);
      long now = System.nanoTime();
      long drift = late + Math.max(0, now - start - limit.toNanos());
      return reply == null
          ? new Pulse.Silence(now, drift, now - askedNanos)
          : read(reply, now, drift);
    } catch (SocketTimeoutException hung) {
      close(); // half a command may have been taken
      return new Pulse.Silence(System.nanoTime(), late, System.nanoTime() - start);
    } catch (IOException broken) {
      close();
      return new Pulse.Missing(System.nanoTime(), late, broken.getMessage());
    }
  }

  /** Closes the connection; the next pulse opens another. */
  @Override
  public void close() {
    asked = false;
    ControlClient closing = client;
    client = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException unimportant) {
        // Nothing more will be asked over it, so nothing is lost.
      }
    }
  }

  private @Nullable List<String> answer(long start, Duration limit) throws IOException {
    ControlClient open = client;
    if (open == null) {
      open = ControlClient.connect(socket, limit);
      client = open;
    }
    if (!asked) {
      open.send("ping", limit);
      asked = true;
      askedNanos = start;
    }
    List<String> reply = open.await(limit.minusNanos(System.nanoTime() - start));
    asked = reply == null;
    return reply;
  }

  /**
   * {@code pong <millis> …}, {@code stuck <part> <what …>}, or anything else, which is no proof.
   */
  private Pulse read(List<String> reply, long now, long drift) {
    String line = reply.isEmpty() ? "" : reply.getFirst();
    String[] words = line.split(" ", 3);
    if (words.length > 1 && words[0].equals("pong") && words[1].matches("\\d{1,9}")) {
      String other = otherProcess(line);
      return other.isEmpty()
          ? new Pulse.Pong(now, drift, Long.parseLong(words[1]), now - askedNanos)
          : new Pulse.Missing(now, drift, "process " + other + " answers on its control socket");
    }
    if (words.length > 1 && words[0].equals("stuck")) {
      String more = String.join("; ", reply.subList(1, reply.size()));
      String what = words.length > 2 ? words[2] : "";
      return new Pulse.Stuck(now, drift, words[1], more.isEmpty() ? what : what + "; " + more);
    }
    return new Pulse.Stuck(now, drift, "control", "answers '" + line + "' to a ping");
  }

  /** The process that answered when it is not the node; empty otherwise. */
  private String otherProcess(String pong) {
    Matcher matcher = ANSWERED_BY.matcher(pong);
    return matcher.find() && Long.parseLong(matcher.group(1)) != pid ? matcher.group(1) : "";
  }
}
