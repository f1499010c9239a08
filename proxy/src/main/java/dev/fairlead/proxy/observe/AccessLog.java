package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line per finished request, on a thread of its own.
 *
 * <p>Event loops only offer to a bounded queue: when the disk is slower than the traffic, the
 * newest entries are dropped and counted ({@code fairlead_edge_log_dropped_total}). Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
  /** Entries that may wait for the disk. */
  private static final int QUEUE = 16_384;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final MpscArrayQueue<AccessEntry> queue = new MpscArrayQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final @Nullable Thread writer;
  // Volatile: close() writes, the writer thread reads when its queue is empty.
  private volatile boolean closed;

  /**
   * Opens the log.
   *
   * @param target a file to append to, {@code stdout}, or empty for none
   * @throws UncheckedIOException if the file cannot be opened
   */
  public AccessLog(String target, MeterRegistry meters) {
    FunctionCounter.builder("fairlead_edge_log_dropped", dropped, LongAdder::sum)
        .description("access log entries dropped because the log was too slow")
        .register(meters);
    if (target.isEmpty()) {
      writer = null;
      return;
    }
    BufferedWriter out = open(target);
    writer = Thread.ofPlatform().name("access-log").daemon().start(() -> write(out));
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

  private static BufferedWriter open(String target) {
    try {
      OutputStream out =
          target.equals("stdout")
              ? new FileOutputStream(FileDescriptor.out)
              : new FileOutputStream(target, true);
      return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open access log " + target + ": " + e.getMessage(), e);
    }
  }

  private void write(BufferedWriter out) {
    while (true) {
      boolean last = closed; // read before the queue: nothing offered before close() is lost
      try {
        int written = drain(out);
        if (written == 0) {
          if (last) {
            return;
          }
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
      } catch (IOException e) {
        LOG.error("access log: {}", e.getMessage());
        LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
      }
    }
  }

  private int drain(BufferedWriter out) throws IOException {
    int written = 0;
    for (AccessEntry entry = queue.poll(); entry != null; entry = queue.poll()) {
      out.write(entry.line());
      out.newLine();
      written++;
    }
    if (written > 0) {
      out.flush();
    }
    return written;
  }
}
