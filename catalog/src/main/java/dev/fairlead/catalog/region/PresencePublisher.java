package dev.fairlead.catalog.region;

import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.OwnRows;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RowHashes;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.replica.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world what this node can serve: keeps one presence row per service it owns instances
 * of.
 *
 * <pre>
 *   own instance or presence row changed ─┐
 *   pressure changed, each second ────────┼─► stale ─► read own rows ─► differences ─► one transaction
 *   start, commits lost, a failure ───────┘                                (at most 500 statements)
 * </pre>
 *
 * <p>What need not be told at once is told at the pace of {@link PresencePlan}. What is read is the
 * rows themselves, so rows left from an earlier life, or changed by others, are put right the same
 * way. One transaction at a time; after a failure the next waits 1 s, then twice as long, up to 30
 * s. Two nodes of one name would correct each other without end: so there are at most {@value
 * #BURST} transactions at once, then {@value #PER_SECOND} a second. Confined to the catalog writer.
 */
public final class PresencePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(PresencePublisher.class);

  private static final int MAX_STATEMENTS = 500;

  /** Changed instances remembered while the rows are read; beyond it they are read once more. */
  private static final int MAX_MEANWHILE = 10_000;

  /** Transactions at once; then as many each second as {@link #PER_SECOND}. */
  private static final int BURST = 20;

  private static final int PER_SECOND = 5;
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LAST_BACKOFF = Duration.ofSeconds(30);

  private final String node;
  private final String region;
  private final Function<List<Statement>, CompletableFuture<?>> transact;
  private final PressureGauge gauge = new PressureGauge();
  private final PresencePlan plan;

  private boolean stale = true; // rows of an earlier life
  private boolean reading;

  /** Hashes of the instances that changed while the rows were read. */
  private final Set<Integer> changedMeanwhile = new HashSet<>();

  private RowHashes ownInstances = RowHashes.NONE;
  private Set<String> ownServices = Set.of();
  private @Nullable CompletableFuture<?> writing;
  private int allowed = BURST;
  private Duration backoff = Duration.ZERO;
  private long notBeforeNanos;

  /**
   * A publisher for {@code node}.
   *
   * @param transact writes to the replica; its future wakes the catalog writer when done
   */
  public PresencePublisher(
      String node, String region, Function<List<Statement>, CompletableFuture<?>> transact) {
    this.node = node;
    this.region = region;
    this.transact = transact;
    this.plan = new PresencePlan(node);
  }

  /** Takes note of commits. */
  public void changed(List<Commit> commits, boolean lost) {
    stale |= lost;
    for (int i = 0; i < commits.size() && !stale; i++) {
      for (ChangedRow row : commits.get(i).rows()) {
        stale |= concernsThisNode(row);
      }
    }
  }

  private boolean concernsThisNode(ChangedRow row) {
    return switch (row.table()) {
      case "instance" -> node.equals(row.columns().get("node")) || isOwn(row.key().getFirst());
      case "presence" -> row.key().size() > 1 && node.equals(row.key().get(1));
      default -> false;
    };
  }

  /**
   * By what was read last; what is being read now may know more, so it is asked when it is here.
   */
  private boolean isOwn(Object id) {
    int hash = RowHash.of(id.toString());
    if (ownInstances.contains(hash)) {
      return true;
    }
    if (reading) {
      changedMeanwhile.add(hash);
    }
    return changedMeanwhile.size() > MAX_MEANWHILE;
  }

  /**
   * Looks how loaded the own instances are; called each second.
   *
   * @param loaded the instances of a service as loaded; none if it is not
   */
  public void look(Function<String, Instances> loaded) {
    allowed = Math.min(BURST, allowed + PER_SECOND);
    for (String service : ownServices) {
      Pressure seen = PressureGauge.momentary(loaded.apply(service), node);
      Pressure before = gauge.current(service);
      stale |= gauge.look(service, seen) != before;
    }
  }

  /** Whether {@link #publish} has something to do now. */
  public boolean due(long nowNanos) {
    CompletableFuture<?> last = writing;
    if (last != null && last.isDone()) {
      writing = null;
      finished(last, nowNanos);
    }
    return (stale || plan.due(nowNanos))
        && writing == null
        && allowed > 0
        && (backoff.isZero() || nowNanos - notBeforeNanos >= 0);
  }

  private void finished(CompletableFuture<?> transaction, long nowNanos) {
    if (!transaction.isCompletedExceptionally()) {
      backoff = Duration.ZERO;
      return;
    }
    Duration doubled = backoff.isZero() ? FIRST_BACKOFF : backoff.multipliedBy(2);
    backoff = doubled.compareTo(LAST_BACKOFF) < 0 ? doubled : LAST_BACKOFF;
    notBeforeNanos = nowNanos + backoff.toNanos();
    stale = true;
    LOG.warn(
        "presence not published, next try in {} s",
        backoff.toSeconds(),
        transaction.exceptionNow());
  }

  /** The rows are about to be read: what changes from here on may not be in them. */
  public void reads() {
    stale = false;
    reading = true;
  }

  /** The rows could not be read. */
  public void readAgain() {
    stale = true;
    reading = false;
    changedMeanwhile.clear();
  }

  /** Writes what differs between {@code rows} and what they should say, and cannot wait. */
  public void publish(OwnRows rows, long nowNanos) {
    reading = false;
    ownInstances = rows.instances();
    stale |= changedMeanwhile.stream().anyMatch(ownInstances::contains);
    changedMeanwhile.clear();
    ownServices = rows.routable().keySet();
    gauge.retain(ownServices);
    Map<String, Presence> wanted = new HashMap<>();
    rows.routable()
        .forEach((service, count) ->
            wanted.put(
                service, new Presence(service, node, region, count, gauge.current(service))));
    List<Statement> statements = plan.between(rows.presence(), wanted, MAX_STATEMENTS, nowNanos);
    stale |= statements.size() == MAX_STATEMENTS;
    if (!statements.isEmpty()) {
      allowed--;
      writing = transact.apply(statements);
    }
  }
}
