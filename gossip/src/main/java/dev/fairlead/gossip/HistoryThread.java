package dev.fairlead.gossip;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Change.Cell;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.replica.HistoryReader;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.sync.SyncLimits;
import dev.fairlead.gossip.sync.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads versions for other nodes, on one thread with one connection.
 *
 * <p>Its queue is bounded by {@link SyncLimits#READS}. Thread-safe.
 */
final class HistoryThread implements AutoCloseable {
  private static final int MAX_VERSIONS = 10_000;
  private static final int OVERHEAD_BYTES = 24;
  private static final Logger LOG = LoggerFactory.getLogger(HistoryThread.class);

  private final Replica replica;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("gossip-history").factory());

  /** Confined to {@link #thread}. */
  private @Nullable HistoryReader reader;

  HistoryThread(Replica replica) {
    this.replica = replica;
  }

  /** Hands the first of {@code ranges} to {@code result}, on its own thread; none if that fails. */
  void read(List<Wanted> ranges, Consumer<List<Version>> result) {
    try {
      thread.execute(() -> give(readNow(ranges), result));
    } catch (RejectedExecutionException e) {
      LOG.debug("closed while somebody asked for history", e);
      give(List.of(), result);
    }
  }

  private static void give(List<Version> versions, Consumer<List<Version>> result) {
    try {
      result.accept(versions);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed while history was read", e);
    }
  }

  @Override
  public void close() {
    thread.execute(this::forgetReader);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the history reader did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Version> readNow(List<Wanted> ranges) {
    List<Version> found = new ArrayList<>();
    try {
      HistoryReader from = reader == null ? replica.newHistoryReader() : reader;
      reader = from;
      fill(found, ranges, from);
    } catch (RuntimeException | Error e) { // also Error: whoever asked waits for an answer
      LOG.warn("cannot read history for another node", e);
      forgetReader();
    }
    return found;
  }

  /** Fills {@code found} up to the bounds of a batch, with one version at least. */
  private static void fill(List<Version> found, List<Wanted> ranges, HistoryReader from) {
    long left = SyncLimits.BATCH_BYTES;
    for (Wanted wanted : ranges) {
      for (Version version : from.read(wanted.stream(), atMost(wanted.range()), left)) {
        left -= size(version);
        if (!found.isEmpty() && (left < 0 || found.size() == MAX_VERSIONS)) {
          return;
        }
        found.add(version);
      }
      if (left <= 0) {
        return;
      }
    }
  }

  private static VersionRange atMost(VersionRange range) {
    long count = Math.min(range.size(), MAX_VERSIONS);
    return new VersionRange(range.first(), range.first() + count - 1);
  }

  /** A connection that failed once may fail for ever: the next read opens another. */
  private void forgetReader() {
    HistoryReader failed = reader;
    reader = null;
    if (failed != null) {
      try {
        failed.close();
      } catch (RuntimeException e) {
        LOG.debug("closing a connection that failed", e);
      }
    }
  }

  /** About as many bytes as it takes on the wire. */
  private static long size(Version version) {
    long bytes = 2 * OVERHEAD_BYTES;
    @Nullable Change previous = null;
    for (Change change : version.changes()) {
      bytes += OVERHEAD_BYTES;
      if (previous == null || !previous.key().equals(change.key())) {
        bytes += change.table().length();
        for (Object value : change.key()) {
          bytes += size(value);
        }
      }
      if (change instanceof Cell cell) {
        bytes += cell.column().length() + size(cell.value());
      }
      previous = change;
    }
    return bytes;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> 2L + text.length();
      case byte[] blob -> 2L + blob.length;
      case null, default -> 9;
    };
  }
}
