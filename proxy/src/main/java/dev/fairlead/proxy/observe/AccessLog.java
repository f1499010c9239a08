package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line per finished request or connection, on a thread of its own, which makes the text
 * as well.
 *
 * <p>Event loops only offer to a bounded queue: when the disk is slower than the traffic, the
 * newest entries are dropped and counted, and so is what cannot be written ({@code
 * fairlead_edge_log_dropped_total}). Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
  /** Entries that may wait for the disk. */
  public static final int QUEUE = 16_384;

  /** Written at once at the latest when so much is ready. */
  private static final int PIECE_BYTES = 48 * 1024;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Between two complaints that nothing can be written. */
  private static final long COMPLAINT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final MpscArrayQueue<AccessEntry> queue = new MpscArrayQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final BiConsumer<AccessEntry, LogBuffer> format;
  private final @Nullable Thread writer;
  private long complained = System.nanoTime() - COMPLAINT_NANOS;
  // Volatile: close() writes, the writer thread reads when its queue is empty.
  private volatile boolean closed;

  /**
   * Opens the log.
   *
   * @param target a file to append to, {@code stdout}, or empty for none
   * @param json one JSON object a line instead of words
   * @throws UncheckedIOException if the file cannot be opened
   */
  public AccessLog(String target, boolean json, MeterRegistry meters) {
    format = json ? AccessJson::write : AccessText::write;
    FunctionCounter.builder("fairlead_edge_log_dropped", dropped, LongAdder::sum)
        .description("access log entries that were not written")
        .register(meters);
    if (target.isEmpty()) {
      writer = null;
      return;
    }
    LogFile file = LogFile.open(target);
    writer = Thread.ofPlatform().name("access-log").daemon().start(() -> write(file));
  }

  /** Whether anything is written: callers may skip making entries. */
  public boolean enabled() {
    return writer != null;
  }

  /** Hands over an entry; never waits. */
  public void log(AccessEntry entry) {
    if (writer != null && !queue.offer(entry)) {
      dropped.increment();
    }
  }

  /** Writes what is queued, then ends. */
  @Override
  public void close() {
    closed = true;
    if (writer == null) {
      return;
    }
    LockSupport.unpark(writer);
    try {
      writer.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(LogFile file) {
    LogBuffer lines = new LogBuffer();
    try (file) {
      while (true) {
        boolean last = closed; // read before the queue: nothing offered before close() is lost
        follow(file);
        if (drain(lines, file) == 0) {
          if (last) {
            return;
          }
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
      }
    } catch (IOException e) {
      LOG.warn("access log: {}", e.toString());
    }
  }

  private void follow(LogFile file) {
    try {
      file.follow();
    } catch (IOException e) {
      complain(e); // the file before goes on
    }
  }

  private int drain(LogBuffer lines, LogFile file) {
    int taken = 0;
    int waiting = 0;
    for (AccessEntry entry = queue.poll(); entry != null; entry = queue.poll()) {
      format.accept(entry, lines);
      waiting++;
      if (lines.length() >= PIECE_BYTES) {
        append(lines, waiting, file);
        taken += waiting;
        waiting = 0;
        follow(file);
      }
    }
    append(lines, waiting, file);
    return taken + waiting;
  }

  private void append(LogBuffer lines, int count, LogFile file) {
    try {
      if (count > 0) {
        file.append(lines);
      }
    } catch (IOException e) {
      dropped.add(count); // parts of them may be there
      complain(e);
    }
    lines.clear();
  }

  private void complain(IOException e) {
    long now = System.nanoTime();
    if (now - complained >= COMPLAINT_NANOS) {
      complained = now;
      LOG.error("access log: {}", e.toString());
    }
  }
}
