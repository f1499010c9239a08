package dev.fairlead.gossip;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The membership of a process that does not always gossip: what the file {@code members} says,
 * looked at each second, or while it {@link #follow}s a live membership, that one.
 *
 * <pre>
 *   spare, serving ─ file ──► owner ─ follow(live) ──► leaving ─ unfollow() ─ live's last, then file
 * </pre>
 *
 * <p>A membership that just began has not heard of most; in its first five seconds those it does
 * not know count as the file says. This node itself counts as alive. Thread-safe.
 */
public final class RosterMembership implements Membership, AutoCloseable {
  private static final Duration UNHEARD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(RosterMembership.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long JOIN_MILLIS = 5_000;

  private final RosterFile file;
  private final String self;
  private final Duration unheard;
  private final Thread thread;
  private final List<Consumer<Members>> listeners = new CopyOnWriteArrayList<>();

  /** Written in turn; pairs with the loads of {@link #members}. */
  private volatile Members current;

  private volatile boolean closed;

  /** What the file said last; guarded by this, as are those below. Nobody waits inside. */
  private Members roster;

  private @Nullable Membership live;
  private @Nullable Subscription subscription;
  private long followedNanos;

  /** When the file was written that was read last. Confined to the thread. */
  private @Nullable Object stamp;

  private RosterMembership(RosterFile file, String self, Duration unheard) {
    this.unheard = unheard;
    this.file = file;
    this.self = self;
    this.stamp = stamp();
    this.roster = withLivingSelf(file.read());
    this.current = roster;
    this.thread = Thread.ofPlatform().name("roster").daemon().unstarted(this::run);
  }

  /**
   * Opens it.
   *
   * @param data the data folder; the file need not be there yet
   * @param self this node's name
   */
  public static RosterMembership open(Path data, String self) {
    return open(data, self, UNHEARD);
  }

  /** As {@link #open(Path, String)}, with how long the file counts beside a live membership. */
  static RosterMembership open(Path data, String self, Duration unheard) {
    RosterMembership membership = new RosterMembership(new RosterFile(data), self, unheard);
    membership.thread.start();
    return membership;
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public Members members() {
    return current;
  }

  /** As in {@link Membership}, but also on the thread {@code roster} and on who calls follow. */
  @Override
  public Subscription subscribe(Consumer<Members> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** From now on says what {@code membership} says. */
  public synchronized void follow(Membership membership) {
    unfollow();
    live = membership;
    followedNanos = System.nanoTime();
    subscription = membership.subscribe(_ -> refresh());
    refresh();
  }

  /** From now on says what it said last, until the file is written anew. */
  public synchronized void unfollow() {
    if (subscription != null) {
      subscription.close();
    }
    subscription = null;
    live = null;
    roster = current;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, POLL.toNanos());
      Object now = stamp();
      if (!Objects.equals(now, stamp)) {
        stamp = now;
        Members read = file.read();
        if (!read.byName().isEmpty()) {
          take(withLivingSelf(read));
        }
      }
      refresh();
    }
  }

  /** Whatever the last process said as it left: this one is there. */
  private Members withLivingSelf(Members read) {
    Member own = read.get(self);
    if (own == null || own.state() == State.ALIVE) {
      return read;
    }
    Map<String, Member> all = new HashMap<>(read.byName());
    all.put(
        self,
        new Member(
            self,
            own.region(),
            own.gossip(),
            own.backhaul(),
            State.ALIVE,
            own.incarnation(),
            own.roundTrip()));
    return new Members(all);
  }

  private synchronized void take(Members read) {
    if (live == null) {
      roster = read;
    }
  }

  private synchronized void refresh() {
    Members next = now();
    if (next.equals(current)) {
      return;
    }
    current = next;
    for (Consumer<Members> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException | Error e) {
        LOG.error("a membership listener failed", e); // its fault must not end the thread
      }
    }
  }

  private Members now() {
    if (live == null) {
      return roster;
    }
    Members heard = live.members();
    if (System.nanoTime() - followedNanos > unheard.toNanos()) {
      return heard;
    }
    Map<String, Member> all = new HashMap<>(roster.byName());
    all.putAll(heard.byName());
    return new Members(all);
  }

  /** Changes with the file: null if there is none. */
  private @Nullable Object stamp() {
    try {
      BasicFileAttributes of = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return List.of(of.lastModifiedTime(), of.size(), String.valueOf(of.fileKey()));
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    unfollow();
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
