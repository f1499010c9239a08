package dev.fairlead.gossip;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the {@link RosterFile} when the membership changed, once a second at most, by a thread of
 * its own that works a twentieth of the time at most.
 *
 * <p>What changed in the second before the end is written at the end. Round-trip times alone are no
 * change. Until this node knows another living one, whom the last life knew stays in the file, so
 * that a start which dies early does not forget the cluster.
 */
final class RosterKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RosterKeeper.class);
  private static final long REST_NANOS = 1_000_000_000; // 1 s
  private static final int REST = 20;
  private static final long JOIN_MILLIS = 5_000;

  private final RosterFile file;
  private final String self;
  private final String region;
  private final Thread thread;
  private final Subscription subscription;

  /** Set by the gossip loop, read by the thread after it was woken or had its rest. */
  private volatile Members newest;

  private volatile boolean closed;

  /** Whom the last life knew; nobody once this one knows somebody. Confined to the thread. */
  private Members before;

  /** As last written, without round-trip times. Confined to the thread. */
  private Map<String, Member> written = Map.of();

  private RosterKeeper(RosterFile file, Members before, Membership membership, String region) {
    this.file = file;
    this.before = before;
    this.self = membership.self();
    this.region = region;
    this.newest = membership.members();
    this.thread = Thread.ofPlatform().name("gossip-roster").daemon().unstarted(this::run);
    this.subscription = membership.subscribe(this::changed);
  }

  /**
   * Keeps {@code file} as {@code membership} says.
   *
   * @param before what the file said at the start
   * @param region this node's
   */
  static RosterKeeper start(RosterFile file, Members before, Membership membership, String region) {
    RosterKeeper keeper = new RosterKeeper(file, before, membership, region);
    keeper.thread.start();
    return keeper;
  }

  private void changed(Members members) {
    newest = members;
    LockSupport.unpark(thread);
  }

  private void run() {
    @Nullable Members seen = null;
    while (!closed) {
      Members now = newest;
      if (Objects.equals(now, seen)) {
        LockSupport.park(this);
        continue;
      }
      long begun = System.nanoTime();
      keep(now);
      seen = now;
      rest(Math.max(REST_NANOS, REST * (System.nanoTime() - begun)));
    }
    if (!Objects.equals(newest, seen)) {
      keep(newest); // a successor finds the others by it
    }
  }

  private void rest(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closed; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private void keep(Members members) {
    if (members.byName().values().stream().anyMatch(this::isLivingOther)) {
      before = new Members(Map.of());
    }
    Map<String, Member> all = new HashMap<>(before.byName());
    all.putAll(members.byName());
    Map<String, Member> lasting = new HashMap<>();
    all.forEach((name, member) -> lasting.put(name, withoutRoundTrip(member)));
    if (all.isEmpty() || lasting.equals(written)) {
      return;
    }
    try {
      file.write(new Members(all), region);
      written = lasting;
    } catch (IOException e) {
      LOG.warn("{} not written, will be tried with the next change", file.path(), e);
    }
  }

  private boolean isLivingOther(Member member) {
    return member.state().routable() && !member.name().equals(self);
  }

  private static Member withoutRoundTrip(Member member) {
    return new Member(
        member.name(),
        member.region(),
        member.gossip(),
        member.backhaul(),
        member.state(),
        member.incarnation(),
        null);
  }

  /** Ends the keeping; the file stays. */
  @Override
  public void close() {
    subscription.close();
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
