package dev.fairlead.watchdog.ledger;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The node's half of the page, as the node writes it: what it is at, how its parts are, which
 * changes it applies, its last log lines. Plain stores to memory: no call waits, none fails.
 *
 * <p>Thread-safe where it says so. On a page of another version nothing is written.
 */
public final class NodeLedger {
  /** Loops that have a place; further ones are left out. */
  public static final int MAX_LOOPS = Layout.MAX_LOOPS;

  /** Locks that have a place; further ones are left out. */
  public static final int MAX_LOCKS = Layout.MAX_LOCKS;

  /** Heads that have a place; further ones are left out. */
  public static final int MAX_HEADS = Layout.MAX_HEADS;

  private final boolean known;
  private final Slot stageSlot;
  private final Slot vitals;
  private final Slots loops;
  private final Slots locks;
  private final Slots heads;
  private final Lane[] lanes;
  private final LogRing log;

  /** Guarded by this object. */
  private Stage stage = Stage.UNKNOWN;

  NodeLedger(ByteBuffer page, boolean known) {
    this.known = known;
    this.stageSlot = new Slot(page, Layout.STAGE, Layout.STAGE_BYTES);
    this.vitals = new Slot(page, Layout.VITALS, Layout.VITALS_BYTES);
    this.loops = Slots.loops(page);
    this.locks = Slots.locks(page);
    this.heads = Slots.heads(page);
    this.lanes = new Lane[ChangeLane.values().length];
    for (ChangeLane lane : ChangeLane.values()) {
      lanes[lane.place()] = new Lane(page, lane);
    }
    this.log = new LogRing(page);
  }

  /** Says what the process is from now on. Thread-safe. */
  public synchronized void role(NodeRole role) {
    put(new Stage(role, stage.phase(), stage.sinceNanos(), pid()));
  }

  /** Says what it is at from now on. Thread-safe. */
  public synchronized void phase(NodePhase phase) {
    put(new Stage(stage.role(), phase, System.nanoTime(), pid()));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private void put(Stage now) {
    stage = now;
    if (known) {
      now.putInto(stageSlot);
    }
  }

  /** Notes the process as a whole. One thread at a time. */
  public void vitals(Vitals now) {
    if (known) {
      now.putInto(vitals);
    }
  }

  /** Notes an event loop. One thread at a time. */
  public void loop(int index, LoopState now) {
    if (known && index < MAX_LOOPS) {
      now.putInto(loops.get(index));
    }
  }

  /** Notes a lock. One thread at a time. */
  public void lock(int index, LockState now) {
    if (known && index < MAX_LOCKS) {
      now.putInto(locks.get(index));
    }
  }

  /** Notes how far the feed is, in place of what was noted before. One thread at a time. */
  public void heads(List<Head> now) {
    if (!known) {
      return;
    }
    for (int i = 0; i < MAX_HEADS; i++) {
      if (i < now.size()) {
        now.get(i).putInto(heads.get(i));
      } else {
        heads.get(i).clear();
      }
    }
  }

  /** A change is going to be applied. The one thread of that lane. */
  public void applying(ChangeLane lane, Change change) {
    if (known) {
      lanes[lane.place()].begin(change, System.nanoTime());
    }
  }

  /** All changes noted in that lane are applied. The one thread of that lane. */
  public void applied(ChangeLane lane) {
    if (known) {
      lanes[lane.place()].end();
    }
  }

  /** Adds a line to the log, without its end. Thread-safe. */
  public void log(String line) {
    if (known) {
      log.append(line);
    }
  }
}
