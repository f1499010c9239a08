package dev.fairlead.proxy.control;

import dev.fairlead.gossip.replica.Replica;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The ways a process breaks from inside that need no part's help: a thread that never comes back, a
 * scheduler without threads, a heap that fills, a collector that never rests.
 *
 * <p>Only {@code debug} commands use them. Thread-safe; what is broken stays broken until the
 * process ends.
 */
final class Faults {
  /** More than the scheduler of virtual threads adds for those that are pinned. */
  private static final int PINNED = 512;

  /** Small enough for the collector to move, large enough to fill a heap in a second. */
  private static final int BLOCK_BYTES = 100 * 1024; // 100 KiB

  /** The share of the heap that collector pressure keeps alive. */
  private static final int LIVE_SHARE = 3;

  /** What is leaked: reachable for ever. Confined to the one thread that leaks. */
  private static final List<byte[]> LEAKED = new ArrayList<>();

  private Faults() {}

  /** Never returns, whatever interrupts it. */
  static void hang() {
    while (true) {
      LockSupport.park();
      Thread.interrupted(); // a pending interrupt would make park spin
    }
  }

  /** Has the replica's writer thread hang in what it takes for the end of a ping. */
  static void hangWriter(Replica replica) {
    Thread here = Thread.currentThread();
    boolean[] late = new boolean[1];
    do {
      late[0] = false;
      var _ =
          replica
              .ping()
              .thenRun(() -> {
                late[0] = here.equals(Thread.currentThread()); // answered before this was chained
                if (!late[0]) {
                  hang();
                }
              });
    } while (late[0]);
  }

  /**
   * Leaves no carrier for any virtual thread: each new one hangs below a native frame, which a
   * virtual thread cannot be taken off its carrier with.
   */
  static void exhaustVirtualThreads() {
    for (int i = 0; i < PINNED; i++) {
      Thread.ofVirtual().name("debug-exhaust-", i).start(Faults::hangInNativeCode);
    }
  }

  /** {@code qsort} asks a comparator that never answers. */
  @SuppressWarnings("restricted") // native code is the point
  private static void hangInNativeCode() {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle qsort =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("qsort"),
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS));
      MemorySegment comparator =
          linker.upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      Faults.class,
                      "neverCompare",
                      MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class)),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
              arena);
      MemorySegment two = arena.allocate(ValueLayout.JAVA_LONG, 2);
      qsort.invokeExact(two, 2L, ValueLayout.JAVA_LONG.byteSize(), comparator);
    } catch (Throwable unexpected) {
      throw new IllegalStateException("cannot hang in native code", unexpected);
    }
  }

  @SuppressWarnings("unused") // called by qsort
  private static int neverCompare(MemorySegment one, MemorySegment other) {
    hang();
    return 0;
  }

  /** Fills the heap until the JVM says {@link OutOfMemoryError}; returns at once. */
  static void leakHeap() {
    Thread.ofPlatform()
        .daemon()
        .name("debug-leak")
        .start(() -> {
          while (true) {
            LEAKED.add(new byte[BLOCK_BYTES]);
          }
        });
  }

  /** Keeps a third of the heap alive and replaces it as fast as it can; returns at once. */
  static void pressTheCollector(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    Thread.ofPlatform().daemon().name("debug-gc").start(() -> churn(until));
  }

  private static void churn(long until) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[][] live = new byte[(int) (Runtime.getRuntime().maxMemory() / LIVE_SHARE / BLOCK_BYTES)][];
    while (System.nanoTime() - until < 0) {
      live[random.nextInt(live.length)] = new byte[BLOCK_BYTES];
    }
  }
}
