package dev.fairlead.stress.jcstress;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.load.Bounds;
import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.load.ReaderThreads;
import dev.fairlead.catalog.load.Source;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.Statement;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A real {@link LazyTable} over a file that counts how often it is read; all samples share it, each
 * has a key of its own, and drops it when it is done. Thread-safe.
 */
final class Things {
  /** What a sample's table is about: two fields that are neither final nor volatile. */
  static final class View {
    int endpoint;
    int port;

    View(int version) {
      endpoint = version;
      port = version;
    }
  }

  private static final long MAX_BYTES = 64L << 20;

  /** How often each key was read; gone with {@link #drop}. */
  private static final ConcurrentMap<String, AtomicInteger> READS = new ConcurrentHashMap<>();

  private static final AtomicLong KEYS = new AtomicLong();

  /** Each read of a key finds a newer version, from 1. */
  private static final Source<Integer, View> SOURCE =
      new Source<>() {
        @Override
        public Integer read(ReplicaReader reader, String key) {
          return READS.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
        }

        @Override
        public View make(Integer read, @Nullable View before) {
          return new View(read);
        }

        @Override
        public void rows(View value, IntConsumer hashes) {
          hashes.accept(RowHash.of("row"));
        }

        @Override
        public int bytes(View value) {
          return Long.BYTES;
        }
      };

  static final LazyTable<Integer, View> TABLE =
      new LazyTable<>(
          "thing",
          SOURCE,
          new Bounds(
              MAX_BYTES,
              Duration.ofHours(1),
              Ticker.systemTicker(),
              new SplittableRandom(1),
              Runnable::run),
          LabelledGuard.fresh(),
          new ReaderThreads(1, NoFile::new),
          () -> {});

  private Things() {}

  /** A key that nobody used before. */
  static String freshKey() {
    return "thing-" + KEYS.incrementAndGet();
  }

  /** As the catalog writer reads: with a connection of its own. */
  static OwnReader reader() {
    return new OwnReader(NoFile::new);
  }

  /** How often {@code key} was read. */
  static int reads(String key) {
    AtomicInteger reads = READS.get(key);
    return reads == null ? 0 : reads.get();
  }

  /** Ends a sample. */
  static void drop(String key) {
    TABLE.drop(key);
    READS.remove(key);
  }

  /** The source needs no file. */
  private static final class NoFile implements ReplicaReader {
    @Override
    public void query(Statement statement, RowConsumer rows) {
      throw new UnsupportedOperationException("nothing is read from a file here");
    }

    @Override
    public <T extends @Nullable Object> T snapshot(Supplier<T> queries) {
      return queries.get();
    }

    @Override
    public void close() {}
  }
}
