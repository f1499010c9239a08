package dev.fairlead.catalog;

import dev.fairlead.catalog.ImageStatus.Written;
import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.ImageIdentity;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.gossip.change.VersionVector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the image written: each minute if something changed, and at the end.
 *
 * <p>A thread of its own, which rests at least {@value #REST} times as long as it last worked, so
 * that it takes a twentieth of a core at most. At the end the image must be written within {@link
 * #END_LIMIT}, or the one before stays.
 */
final class ImageKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageKeeper.class);

  /** How long the end of the process may wait for the last image. */
  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int REST = 20;

  private final ImageSaver saver;
  private final LastLife lastLife;
  private final Loaded loaded;

  /** Null until the start and after the end; guarded by this. */
  private @Nullable Thread thread;

  /** What the saver said when the newest image was begun. Confined to the thread. */
  private long savedChanges;

  /** Why the last image was not written; empty if it was. Confined to the thread. */
  private String trouble = "";

  /** Written by the thread; pairs with the reads of {@link #status}. */
  private volatile @Nullable Written newest;

  /** When to give up, once {@link #closed}, which is written after it and read before it. */
  private long endNanos;

  private volatile boolean closed;

  /**
   * A keeper of the image that {@code settings} name; null if they name none.
   *
   * @param known as in {@link ImageSaver}
   */
  static @Nullable ImageKeeper of(
      CatalogSettings settings,
      ImageIdentity identity,
      LastLife lastLife,
      Loaded loaded,
      Supplier<VersionVector> known) {
    Path path = settings.image();
    return path == null
        ? null
        : new ImageKeeper(
            new ImageSaver(path, identity, settings.maxBytes(), loaded, known), lastLife, loaded);
  }

  private ImageKeeper(ImageSaver saver, LastLife lastLife, Loaded loaded) {
    this.saver = saver;
    this.lastLife = lastLife;
    this.loaded = loaded;
    CatalogImage image = lastLife.image();
    if (image != null) {
      long entries = image.part(Part.HOSTS).size() + image.part(Part.SERVICES).size();
      newest = new Written(image.written(), image.bytes(), entries, Duration.ZERO);
    }
  }

  /** Begins to write: no other process does. */
  synchronized void start() {
    if (thread == null && !closed) {
      thread = Thread.ofPlatform().name("catalog-image").daemon().start(this::run);
    }
  }

  /** What {@code show catalog} says of it. */
  ImageStatus status() {
    CatalogImage image = lastLife.image();
    return new ImageStatus(
        newest,
        loaded.hosts().older().status(),
        loaded.services().older().status(),
        image == null ? 0 : image.damaged());
  }

  private void run() {
    Duration rest = INTERVAL;
    while (rest(rest)) {
      long begun = System.nanoTime();
      save();
      Duration worked = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(REST);
      rest = worked.compareTo(INTERVAL) > 0 ? worked : INTERVAL;
    }
    save();
  }

  /** Returns true after that time, false at once at the end. */
  private boolean rest(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !closed; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    return !closed;
  }

  private void save() {
    long changes = saver.changes();
    if (changes == savedChanges || tooLate()) {
      return;
    }
    try {
      newest = saver.save(this::tooLate);
      savedChanges = changes;
      trouble = "";
    } catch (CancellationException e) {
      LOG.info("catalog image not written in time, the one before stays");
    } catch (IOException | RuntimeException e) {
      if (!trouble.equals(e.toString())) { // said once, not each minute
        trouble = e.toString();
        LOG.warn("catalog image not written, the one before stays", e);
      }
    }
  }

  private boolean tooLate() {
    return closed && System.nanoTime() - endNanos >= 0;
  }

  /**
   * Ends the writing for good, without a last image: another process is about to write its own. One
   * that is being written now is given up.
   */
  void stop() {
    end(Duration.ZERO);
  }

  /** Writes the last image, within a limit. The catalog must still be at work. */
  @Override
  public void close() {
    end(END_LIMIT);
  }

  private synchronized void end(Duration limit) {
    endNanos = System.nanoTime() + limit.toNanos();
    closed = true;
    Thread writing = thread;
    thread = null;
    if (writing == null) {
      return;
    }
    LockSupport.unpark(writing);
    try {
      writing.join(END_LIMIT.plusSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
