package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.ThreadTimes;
import java.util.Map;

/**
 * Counters of a node and its host at one moment; two of them tell what happened in between.
 *
 * <p>Immutable.
 *
 * @param atNanos when
 * @param threads by id
 * @param memoryNanos that all of the host's tasks together waited for memory ({@code full} of
 *     {@code /proc/pressure/memory})
 * @param diskNanos that at least one task of the host waited for a disk
 * @param writerNanos that the thread that writes the replica was seen waiting for a disk
 * @param node what it wrote about itself
 */
record Sample(
    long atNanos,
    Map<Integer, ThreadTimes> threads,
    long memoryNanos,
    long diskNanos,
    long writerNanos,
    NodeFacts node) {

  Sample {
    threads = Map.copyOf(threads);
  }
}
