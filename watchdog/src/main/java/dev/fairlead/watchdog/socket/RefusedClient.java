package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.system.Streams;
import dev.fairlead.watchdog.system.SystemCallException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection that is being refused.
 *
 * <pre>
 *            request complete, too long, or {@link #PATIENCE} over
 *   READING ───────────────────────────────────────────────────────► LINGERING ─► closed
 *      └─ end or error, or nothing said for as long ──────────────────────────────►
 * </pre>
 *
 * <p>It lingers, reading on, because closing a connection with something unread resets it, and the
 * client may lose the answer. Used by one thread.
 */
final class RefusedClient {
  /** For the request, and again for the client to take the answer and close. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** As much of a request as is looked at, the limit of a node for header fields. */
  private static final int REQUEST_BYTES = 16 * 1024;

  /** What a client may send after its answer before it is cut off. */
  private static final int LINGER_BYTES = 4 * 1024 * 1024;

  private static final int READ_BYTES = 16 * 1024;

  private final Descriptor socket;
  private final Refusal refusal;
  private final StringBuilder request = new StringBuilder();
  private long deadlineNanos;
  private boolean answered;
  private int lingered;

  RefusedClient(Descriptor socket, Refusal refusal, long nowNanos) {
    this.socket = socket;
    this.refusal = refusal;
    this.deadlineNanos = nowNanos + PATIENCE.toNanos();
  }

  int number() {
    return socket.number();
  }

  /** How long until something is to be done although nothing arrives. */
  Duration patienceLeft(long nowNanos) {
    return Duration.ofNanos(Math.max(0, deadlineNanos - nowNanos));
  }

  /** Reads what arrived; true when the connection has ended and was closed. */
  boolean readable(long nowNanos, String why) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
      int count = Streams.receive(number(), bytes);
      if (count == Streams.NOTHING) {
        return false;
      }
      return count == 0 ? closed() : arrived(bytes.flip(), nowNanos, why);
    } catch (SystemCallException gone) {
      return closed();
    }
  }

  /** Goes on without what has not arrived; true when the connection was closed. */
  boolean expired(long nowNanos, String why) {
    if (deadlineNanos - nowNanos > 0) {
      return false;
    }
    return (answered || request.isEmpty()) ? closed() : answer(nowNanos, why);
  }

  /** Answers what can be answered, and closes. */
  void finish(String why) {
    if (!answered && !request.isEmpty()) {
      answer(0, why);
    }
    closed();
  }

  private boolean arrived(ByteBuffer bytes, long nowNanos, String why) {
    if (answered) {
      lingered += bytes.remaining();
      return lingered > LINGER_BYTES && closed();
    }
    request.append(StandardCharsets.ISO_8859_1.decode(bytes));
    boolean enough = request.length() > REQUEST_BYTES || refusal.complete(request.toString());
    return enough && answer(nowNanos, why);
  }

  /** Its length is small and the connection new: all of it fits into the kernel's buffer. */
  private boolean answer(long nowNanos, String why) {
    answered = true;
    deadlineNanos = nowNanos + PATIENCE.toNanos();
    try {
      Streams.send(number(), refusal.answer(request.toString(), why));
      Streams.finish(number());
      return false;
    } catch (SystemCallException gone) {
      return closed();
    }
  }

  private boolean closed() {
    socket.close();
    return true;
  }
}
