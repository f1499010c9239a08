package dev.fairlead.proxy.listen;

import dev.fairlead.proxy.observe.SessionStatus;
import dev.fairlead.proxy.observe.SessionTeller;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of clients do, for operators.
 *
 * <p>Each event loop keeps those it owns, the oldest first, and tells of them a few at a time
 * between its other tasks. A connection costs two small objects; nothing is done for a request.
 * Thread-safe.
 */
public final class Sessions {
  /** The most that are shown, the oldest of all. */
  public static final int SHOWN = 1_000;

  /** How long {@link #look} waits for event loops. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Connections a loop tells of before it looks for other work. */
  private static final int AT_ONCE = 32;

  private final Map<EventLoop, LoopSessions> perLoop;
  private final AtomicLong ids = new AtomicLong();

  /**
   * What is seen.
   *
   * @param total how many there are on the loops that answered
   * @param sessions the oldest of them, the oldest first
   * @param lateLoops event loops that did not answer in time
   */
  public record Seen(int total, List<SessionStatus> sessions, int lateLoops) {
    /** Copies the list. */
    public Seen {
      sessions = List.copyOf(sessions);
    }
  }

  /** Of these loops. */
  Sessions(Iterable<EventLoop> loops) {
    Map<EventLoop, LoopSessions> made = new HashMap<>();
    loops.forEach(loop -> made.put(loop, new LoopSessions(loop)));
    this.perLoop = Map.copyOf(made);
  }

  /** Begins with a connection that was just accepted; on its loop. */
  public void add(Channel channel, String listener, String protocol) {
    LoopSessions mine = perLoop.get(channel.eventLoop());
    if (mine != null) {
      Session session =
          new Session(ids.incrementAndGet(), channel, listener, protocol, System.nanoTime());
      mine.open.add(session);
      channel.closeFuture().addListener(_ -> mine.open.remove(session));
    }
  }

  /** Looks at all of them. Blocks for up to a second; not for event loops. */
  public Seen look() {
    List<Telling> tellings = new ArrayList<>();
    perLoop.values().forEach(loop -> tellings.add(loop.tell()));
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<SessionStatus> sessions = new ArrayList<>();
    int total = 0;
    int late = 0;
    for (Telling telling : tellings) {
      List<SessionStatus> told = telling.await(end - System.nanoTime());
      if (told == null) {
        late++;
      } else {
        sessions.addAll(told);
        total += telling.total;
      }
    }
    sessions.sort(Comparator.comparingLong(SessionStatus::ageNanos).reversed());
    return new Seen(total, sessions.subList(0, Math.min(SHOWN, sessions.size())), late);
  }

  /** A connection. Equal to no other: each is itself. */
  private static final class Session {
    private final long id;
    private final Channel channel;
    private final String listener;
    private final String protocol;
    private final long sinceNanos;

    Session(long id, Channel channel, String listener, String protocol, long sinceNanos) {
      this.id = id;
      this.channel = channel;
      this.listener = listener;
      this.protocol = protocol;
      this.sinceNanos = sinceNanos;
    }

    SessionStatus status(long now) {
      SessionTeller teller = channel.pipeline().get(SessionTeller.class);
      SessionStatus.Doing doing = teller == null ? SessionStatus.Doing.OPENING : teller.doing(now);
      String peer =
          channel.remoteAddress() instanceof InetSocketAddress address
              ? address.getAddress().getHostAddress()
              : "";
      return new SessionStatus(id, peer, listener, protocol, now - sinceNanos, doing);
    }
  }

  /** The connections of one loop; confined to it. */
  private static final class LoopSessions {
    private final EventLoop loop;
    private final LinkedHashSet<Session> open = new LinkedHashSet<>();

    LoopSessions(EventLoop loop) {
      this.loop = loop;
    }

    Telling tell() {
      Telling telling = new Telling(this);
      try {
        loop.execute(telling);
      } catch (RejectedExecutionException ended) {
        telling.told.complete(List.of());
      }
      return telling;
    }
  }

  /** One loop's answer on its way. */
  private static final class Telling implements Runnable {
    private final LoopSessions from;
    private final CompletableFuture<List<SessionStatus>> told = new CompletableFuture<>();
    private final List<SessionStatus> sofar = new ArrayList<>();
    private @Nullable List<Session> oldest;
    private int next;

    /** Written on the loop before {@code told} completes, read behind that. */
    private int total;

    Telling(LoopSessions from) {
      this.from = from;
    }

    @Override
    public void run() {
      List<Session> all = oldest;
      if (all == null) {
        total = from.open.size();
        all = from.open.stream().limit(SHOWN).toList(); // references only
        oldest = all;
      }
      long now = System.nanoTime();
      int end = Math.min(all.size(), next + AT_ONCE);
      for (; next < end; next++) {
        if (all.get(next).channel.isActive()) {
          sofar.add(all.get(next).status(now));
        }
      }
      if (next == all.size()) {
        told.complete(sofar);
      } else {
        from.loop.execute(this);
      }
    }

    /** What it says; null if it says nothing in time. */
    @Nullable List<SessionStatus> await(long nanos) {
      try {
        return told.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }
}
