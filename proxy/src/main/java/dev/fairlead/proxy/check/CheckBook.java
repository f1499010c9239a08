package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.proxy.check.Checked.Life;
import dev.fairlead.proxy.check.ToRead.Batch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which instances a node checks, when, and what it writes about them.
 *
 * <pre>
 *   commits ─► what to read again ─► rows ─► instances ─► timetable ─► a check is due
 *                                               ▲                          │
 *   a row says something else than its checks   └── condition ◄── result ◄─┘
 *   └──────────────────────────────────────────────► reports ─► statements
 * </pre>
 *
 * <p>The row of an instance that is not checked any more goes back to {@code unknown}, unless
 * somebody wrote something else meanwhile: nobody would ever put {@code failing} right. Confined to
 * the checks thread, but for {@link #status} and {@link #count}; pure, its randomness and clock are
 * given.
 */
final class CheckBook {
  private static final String WRITE =
      "UPDATE instance SET health = ? WHERE id = ? AND node = ? AND health <> ?";
  private static final String RELEASE =
      "UPDATE instance SET health = 'unknown'"
          + " WHERE id = ? AND node = ? AND health <> 'unknown' AND health IN (?, ?)";

  private final String node;
  private final InstantSource clock;
  private final Timetable timetable;
  private final ToRead toRead;
  private final Reports reports = new Reports();

  /** By id. Concurrent, so that operators can look while the checks thread changes it. */
  private final Map<String, Checked> checked = new ConcurrentHashMap<>();

  /** The ids of the instances, by service. */
  private final Map<String, Set<String>> byService = new HashMap<>();

  private long numbers;

  /** Knows of no instance; everything is to be read. */
  CheckBook(String node, RandomGenerator random, InstantSource clock) {
    this.node = node;
    this.clock = clock;
    this.timetable = new Timetable(random);
    this.toRead = new ToRead(node);
  }

  /** Takes note of a commit. */
  void changed(Commit commit) {
    if (commit.rows().isEmpty()) {
      toRead.everything();
    }
    for (ChangedRow row : commit.rows()) {
      if (concerns(row)) {
        changed(row);
      }
    }
  }

  /** Whether a commit may matter; for any thread. */
  static boolean mayMatter(Commit commit) {
    return commit.rows().isEmpty() || commit.rows().stream().anyMatch(CheckBook::concerns);
  }

  private static boolean concerns(ChangedRow row) {
    return row.table().equals("instance") || row.table().equals("service");
  }

  private void changed(ChangedRow row) {
    if (row.table().equals("service")) {
      toRead.service(row, byService::containsKey);
      return;
    }
    Checked known = checked.get(String.valueOf(row.key().getFirst()));
    Health health = known == null ? null : onlyHealth(row);
    if (known == null || health == null) {
      toRead.instance(row, checked::containsKey);
      return;
    }
    known.rowHealth(health); // by this node, or by hand
    reports.add(known);
  }

  /** What the row says of its health, if nothing else of it changed; else null. */
  private static @Nullable Health onlyHealth(ChangedRow row) {
    if (!row.alive() || row.columns().size() != 1) {
      return null;
    }
    Object value = row.columns().get("health");
    for (Health health : Health.values()) {
      if (word(health).equals(value)) {
        return health;
      }
    }
    return null;
  }

  /** Commits were lost, or what was taken could not be read. */
  void readEverything() {
    toRead.everything();
  }

  /** Whether rows are to be read. */
  boolean mustRead() {
    return !toRead.isEmpty();
  }

  /** Whether all of them are. */
  boolean mustReadEverything() {
    return toRead.isEverything();
  }

  /** Takes which rows are to be read; they come by {@link #all}, {@link #service}, {@link #one}. */
  Batch takeToRead() {
    return toRead.take();
  }

  /** All instances to be checked are {@code rows}. */
  void all(Collection<CheckedRow> rows, long nowNanos) {
    Set<String> gone = new HashSet<>(checked.keySet());
    for (CheckedRow row : rows) {
      gone.remove(row.id());
      put(row, nowNanos);
    }
    gone.forEach(this::release);
  }

  /** Those of {@code service} are {@code rows}. */
  void service(String service, Collection<CheckedRow> rows, long nowNanos) {
    Set<String> gone = new HashSet<>(byService.getOrDefault(service, Set.of()));
    for (CheckedRow row : rows) {
      gone.remove(row.id());
      put(row, nowNanos);
    }
    gone.forEach(this::release);
  }

  /** The instance {@code id} is {@code row}; null if it is not to be checked. */
  void one(String id, @Nullable CheckedRow row, long nowNanos) {
    if (row == null) {
      release(id);
    } else {
      put(row, nowNanos);
    }
  }

  private void put(CheckedRow row, long nowNanos) {
    Checked before = checked.get(row.id());
    if (before != null && before.isFor(row)) {
      boolean wasUp = before.up();
      before.row(row, clock.instant());
      schedule(before, wasUp, nowNanos);
      reports.add(before);
      return;
    }
    if (before != null) {
      remove(before, Life.REPLACED);
    }
    Checked next = new Checked(row, numbers++, clock.instant());
    checked.put(row.id(), next);
    byService.computeIfAbsent(row.service(), _ -> new HashSet<>()).add(row.id());
    schedule(next, false, nowNanos);
  }

  private void schedule(Checked instance, boolean wasUp, long nowNanos) {
    if (instance.up() && !wasUp) {
      timetable.first(instance, nowNanos);
    } else if (!instance.up()) {
      timetable.drop(instance);
    }
  }

  private void release(String id) {
    Checked gone = checked.get(id);
    if (gone != null) {
      remove(gone, Life.RELEASED);
      reports.add(gone);
    }
  }

  private void remove(Checked gone, Life how) {
    gone.end(how);
    timetable.drop(gone);
    checked.remove(gone.id());
    String service = gone.target().service();
    Set<String> others = byService.getOrDefault(service, Set.of());
    others.remove(gone.id());
    if (others.isEmpty()) {
      byService.remove(service);
    }
  }

  /** The next instance whose check is due, which begins now; null if none is. */
  @Nullable Checked begin(long nowNanos) {
    Checked due = timetable.take(nowNanos);
    while (due != null) {
      timetable.next(due, nowNanos);
      if (!due.running()) {
        due.begins();
        return due;
      }
      due = timetable.take(nowNanos); // it has run since its last turn: not twice at once
    }
    return null;
  }

  /** A check ended; true if that changed what the checks of its instance say. */
  boolean ended(Checked instance, CheckResult result) {
    boolean changed = instance.note(result, clock.instant());
    if (changed) {
      reports.add(instance);
    }
    return changed;
  }

  /**
   * The statements of one transaction to run now; empty if nothing is to be written, or not yet.
   */
  List<Statement> write(long nowNanos) {
    List<Statement> statements = new ArrayList<>();
    for (Checked instance : reports.take(nowNanos)) {
      String health = word(instance.health());
      statements.add(
          instance.life() == Life.RELEASED
              ? Statement.of(RELEASE, instance.id(), node, health, word(instance.rowHealth()))
              : Statement.of(WRITE, health, instance.id(), node, health));
    }
    return statements;
  }

  /** The transaction is over. */
  void written(boolean done, long nowNanos) {
    reports.finished(done, nowNanos);
  }

  /** When to come back, if nothing happens before; {@code latest} at the latest. */
  long nextNanos(long nowNanos, long latest) {
    long due = timetable.nextNanos(latest);
    long write = reports.nextNanos(nowNanos, latest);
    long next = due - write < 0 ? due : write;
    return next - latest < 0 ? next : latest;
  }

  /** What is known of the instance; null if it is not checked here. For any thread. */
  @Nullable CheckStatus status(String id) {
    Checked instance = checked.get(id);
    return instance == null ? null : instance.status();
  }

  /** How many instances are checked, and how many of them fail. For any thread. */
  int count(@Nullable Health health) {
    int count = 0;
    for (Checked instance : checked.values()) {
      count += health == null || instance.status().health() == health ? 1 : 0;
    }
    return count;
  }

  private static String word(Health health) {
    return health.name().toLowerCase(Locale.ROOT);
  }
}
