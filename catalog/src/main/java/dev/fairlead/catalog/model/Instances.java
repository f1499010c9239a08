package dev.fairlead.catalog.model;

import static dev.fairlead.catalog.model.InstanceLayout.int32;
import static dev.fairlead.catalog.model.InstanceLayout.int64;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All instances of a service in this region, packed into one array of bytes.
 *
 * <p>Counted from 0: first those that can take traffic, then those whose row forbids it, then those
 * whose node is not alive. Within a part they are in the order of their ids. The bytes are drawn
 * and explained in the source of {@code InstanceLayout}; the catalog image stores the same.
 *
 * <p>Thread-safe. The bytes never change. An {@link Instance} is made when it is first asked for
 * and remembered, so that asking again allocates nothing.
 */
public final class Instances {
  /** Instances of one service that a region holds; the others are left out. */
  public static final int MAX = 65_536;

  /** The longest id and the longest name of a node, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 512;

  /** No instances. */
  public static final Instances NONE =
      new Instances(InstancePacking.pack(List.of()), new InFlights());

  /** About what this object and the head of its array weigh. */
  private static final int OWN_BYTES = 84;

  private static final int ARRAY_BYTES = 16;
  private static final int REFERENCE_BYTES = 4;

  /** An {@link Instance}, its id, address and counter, and what remembers the counter. */
  private static final int USED_BYTES = 395;

  private final byte[] bytes;
  private final InFlights counters;
  private final long ends;
  private final int routable;
  private final boolean limited;

  /**
   * The routable ones that were asked for. Array and elements are written and read plainly, by any
   * thread, on purpose: who does not see another's write makes an equal {@link Instance} again,
   * with the same counter. What is seen is whole: an array's length and nulls are visible with it,
   * and all fields of an {@link Instance} are final.
   */
  private @Nullable Instance @Nullable [] used;

  // Written and read by who chooses; volatile because loops read what another counted.
  private volatile long ejectedWord;
  private volatile long inFlightWord;

  /**
   * Where keys lead to; null before somebody asked. Written and read plainly, as {@link #used}: all
   * fields of a table are final, and who does not see one makes an equal one.
   */
  private @Nullable Maglev hashing;

  private Instances(byte[] bytes, InFlights counters) {
    this.bytes = bytes;
    this.counters = counters;
    this.ends = int64(bytes, InstanceLayout.ENDS);
    this.routable = int32(bytes, InstanceLayout.ROUTABLE);
    this.limited =
        InstanceLayout.width(ends, InstanceLayout.HARD) > 0
            || InstanceLayout.base(bytes, InstanceLayout.HARD) > 0;
  }

  /** Packs rows, no id twice, at most {@link #MAX}, as if all their nodes were alive. */
  public static Instances pack(List<InstanceRow> rows, InFlights counters) {
    return rows.isEmpty() ? NONE : new Instances(InstancePacking.pack(rows), counters);
  }

  /**
   * Wraps bytes that {@link #bytes} gave once; they must not change any more.
   *
   * @throws IllegalArgumentException if they are malformed, naming what is wrong
   */
  public static Instances of(byte[] bytes, InFlights counters) {
    InstanceCheck.check(bytes);
    return new Instances(bytes, counters);
  }

  /**
   * The same instances, those whose node is not alive last; this itself if nothing moves.
   *
   * @param alive whether a node of that name is
   */
  public Instances ordered(Predicate<String> alive) {
    boolean[] living = new boolean[int32(bytes, InstanceLayout.NODES)];
    for (int i = 0; i < living.length; i++) {
      living[i] = alive.test(InstanceReading.name(bytes, i));
    }
    byte[] ordered = InstanceOrder.by(bytes, living);
    return ordered == null ? this : new Instances(ordered, counters);
  }

  /** As {@link #adopt(Instances, long)}, and those that are new are as all others. */
  public void adopt(Instances before) {
    adopt(before, 0);
  }

  /**
   * Takes over what was made of those routable instances of {@code before} that are as then, and of
   * the others what is known of them.
   *
   * @param now the time that those get which were not routable then; 0 for none
   */
  public void adopt(Instances before, long now) {
    @Nullable Instance[] theirs = before.used;
    if (theirs == null && now == 0) {
      return;
    }
    @Nullable Instance[] ours = new Instance[routable];
    int i = 0;
    for (int j = 0; i < routable; ) {
      boolean past = j == before.routable;
      int order = past ? -1 : InstanceReading.compareIds(bytes, i, before.bytes, j);
      if (order == 0 && theirs != null) {
        ours[i] = adopted(i, before, j, theirs[j]);
      } else if (order < 0 && now != 0) {
        ours[i] = make(i, now, counters.of(id(i)));
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    used = ours;
  }

  private @Nullable Instance adopted(int i, Instances before, int j, @Nullable Instance theirs) {
    if (theirs == null || isUsedAs(i, before, j)) {
      return theirs;
    }
    return make(i, theirs.since(), theirs.load());
  }

  private boolean isUsedAs(int i, Instances before, int j) {
    return weight(i) == before.weight(j)
        && soft(i) == before.soft(j)
        && hard(i) == before.hard(j)
        && InstanceReading.sameEndpoint(bytes, i, before.bytes, j);
  }

  /**
   * Where keys lead to, made when it is first asked for. There must be a routable instance.
   *
   * <p>Making it takes too long for an event loop: the catalog does it before it shows a view.
   */
  public Maglev hashing() {
    Maglev table = hashing;
    if (table == null) {
      table = Maglev.of(this);
      hashing = table;
    }
    return table;
  }

  /** Makes {@link #hashing}, or takes that of {@code before} if keys lead to the same places. */
  public void prepareHashing(Instances before) {
    if (hashing == null && before.hashing != null && sharesAs(before)) {
      hashing = before.hashing;
    } else if (routable > 0) {
      Maglev _ = hashing();
    }
  }

  private boolean sharesAs(Instances before) {
    boolean same = routable == before.routable;
    for (int i = 0; same && i < routable; i++) {
      same =
          InstanceReading.compareIds(bytes, i, before.bytes, i) == 0
              && weight(i) == before.weight(i);
    }
    return same;
  }

  /** The packed bytes themselves, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many there are. */
  public int size() {
    return int32(bytes, InstanceLayout.COUNT);
  }

  /** How many can take traffic: the first ones. */
  public int routable() {
    return routable;
  }

  /** How many belong to a living node: those that can take traffic, and those after them. */
  public int owned() {
    return int32(bytes, InstanceLayout.OWNED);
  }

  /** Whether any has a hard limit. */
  public boolean limited() {
    return limited;
  }

  /** Whether all have the same weight. */
  public boolean equalWeights() {
    return InstanceLayout.width(ends, InstanceLayout.WEIGHT) == 0;
  }

  /** The number of an owner; -1 if it owns none. */
  public int owner(String node) {
    return InstanceReading.nameIndex(bytes, node);
  }

  /** The number of the owner of instance {@code i}. */
  public int owner(int i) {
    return field(i, InstanceLayout.NODE);
  }

  /** The instance {@code i}; the same object again for those that can take traffic. */
  public Instance get(int i) {
    if (i >= routable) {
      return make(i); // only listed, never chosen
    }
    @Nullable Instance[] all = used;
    if (all == null) {
      all = new Instance[routable];
      used = all;
    }
    Instance instance = all[i];
    if (instance == null) {
      instance = make(i);
      all[i] = instance;
    }
    return instance;
  }

  private Instance make(int i) {
    return make(i, 0, counters.of(id(i)));
  }

  private Instance make(int i, long since, InFlight load) {
    return new Instance(
        id(i), InstanceReading.endpoint(bytes, i), weight(i), soft(i), hard(i), since, load);
  }

  /** What is known of the routable instance {@code i}; null if this view never made it. */
  public @Nullable InFlight used(int i) {
    @Nullable Instance[] all = used;
    Instance instance = all == null ? null : all[i];
    return instance == null ? null : instance.load();
  }

  /** The row of the instance {@code i}. */
  public InstanceRow row(int i) {
    int flags = field(i, InstanceLayout.FLAGS);
    return new InstanceRow(
        id(i),
        node(i),
        InstanceReading.endpoint(bytes, i),
        InstanceFlags.state(flags),
        InstanceFlags.health(flags),
        weight(i),
        soft(i),
        hard(i));
  }

  /** The place of the routable instance {@code id}; -1 if there is none. */
  public int routable(String id) {
    return InstanceReading.find(bytes, routable, id);
  }

  /** What is in flight to the instance {@code i}; does not count as asking for it. */
  public int inFlight(int i) {
    InFlight load = known(i);
    return load == null ? 0 : load.get();
  }

  /** What is known of the instance {@code i}, as {@link #inFlight}; null if it was never used. */
  public @Nullable InFlight known(int i) {
    InFlight load = i >= routable ? null : used(i);
    return load == null ? counters.known(id(i)) : load;
  }

  /**
   * A word in which the one who chooses keeps how many of these are ejected, so that it need not
   * count them each time; 0 at first.
   */
  public long ejectedWord() {
    return ejectedWord;
  }

  /** Sets {@link #ejectedWord()}. */
  public void ejectedWord(long word) {
    ejectedWord = word;
  }

  /** As {@link #ejectedWord()}, for what is in flight to all of these together. */
  public long inFlightWord() {
    return inFlightWord;
  }

  /** Sets {@link #inFlightWord()}. */
  public void inFlightWord(long word) {
    inFlightWord = word;
  }

  /** The row's id. */
  public String id(int i) {
    return InstanceReading.id(bytes, i);
  }

  /** Takes ids where they are. */
  @FunctionalInterface
  public interface IdConsumer {
    /** Takes the id that is {@code utf8} from {@code start} on; not to be changed. */
    void accept(byte[] utf8, int start, int length);
  }

  /** Hands over the ids of all rows. */
  public void forEachId(IdConsumer ids) {
    int start = InstanceLayout.ids(bytes);
    int first = start;
    for (int i = 0; i < size(); i++) {
      int end = first + InstanceLayout.idEnd(bytes, ends, i);
      ids.accept(bytes, start, end - start);
      start = end;
    }
  }

  /** A hash of the row's id, evenly spread, the same on every node. */
  public long idHash(int i) {
    return InstanceReading.idHash(bytes, i);
  }

  /** The node that owns the row. */
  public String node(int i) {
    return InstanceReading.name(bytes, field(i, InstanceLayout.NODE));
  }

  /** Relative share, at least 0. */
  public int weight(int i) {
    return field(i, InstanceLayout.WEIGHT);
  }

  /** What is in flight from which it counts as busy; 0 for none. */
  public int soft(int i) {
    return field(i, InstanceLayout.SOFT);
  }

  /** What may be in flight to it at most; 0 for none. */
  public int hard(int i) {
    return field(i, InstanceLayout.HARD);
  }

  private int field(int i, int field) {
    return InstanceLayout.value(bytes, ends, i, field);
  }

  /** About what it weighs in memory, with what was made of it so far. */
  public long retainedBytes() {
    @Nullable Instance[] all = used;
    long made = 0;
    for (int i = 0; all != null && i < all.length; i++) {
      made += all[i] == null ? 0 : USED_BYTES;
    }
    long array = all == null ? 0 : ARRAY_BYTES + (long) REFERENCE_BYTES * all.length;
    Maglev table = hashing;
    return OWN_BYTES + bytes.length + array + made + (table == null ? 0 : table.bytes());
  }

  /** Whether the packed bytes are equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Instances that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
