package dev.fairlead.catalog;

import dev.fairlead.catalog.ImageStatus.Written;
import dev.fairlead.catalog.image.ImageIdentity;
import dev.fairlead.catalog.image.ImageWriter;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.load.TableStatus;
import dev.fairlead.gossip.change.VersionVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Writes an image of what is loaded, and of what the last image still says.
 *
 * <p>Takes no lock: values are immutable, and handed over as the cache comes by them. So an image
 * is no picture of one moment, but each entry of it is one. It is no longer than what may be loaded
 * weighs; what is held goes first. Confined to one thread.
 */
final class ImageSaver {
  private final Path path;
  private final ImageIdentity identity;
  private final long maxBytes;
  private final Loaded loaded;
  private final Supplier<VersionVector> known;
  private final SecureRandom random = new SecureRandom();
  private final PayloadWriter payload = new PayloadWriter();

  /**
   * Writes images of {@code loaded} to {@code path}.
   *
   * @param known the versions that what is loaded reflects now, at least
   */
  ImageSaver(
      Path path,
      ImageIdentity identity,
      long maxBytes,
      Loaded loaded,
      Supplier<VersionVector> known) {
    this.path = path;
    this.identity = identity;
    this.maxBytes = maxBytes;
    this.loaded = loaded;
    this.known = known;
  }

  /** Grows with whatever would make the next image another one. */
  long changes() {
    return changes(loaded.hosts()) + changes(loaded.services());
  }

  private static long changes(LazyTable<?, ?> table) {
    TableStatus status = table.status();
    return status.started() + status.refreshed() + status.evicted() + table.older().changes();
  }

  /**
   * Writes an image and puts it in its place.
   *
   * @param abandoned asked again and again
   * @throws CancellationException if it said yes; then the last image stays
   */
  Written save(BooleanSupplier abandoned) throws IOException {
    long begun = System.nanoTime();
    try (ImageWriter writer = ImageWriter.begin(path, identity, random.nextLong())) {
      Instant now = Instant.now();
      if (!ImageStreams.write(known.get(), writer)) { // before anything is handed over
        throw new IOException("too many streams for an image");
      }
      save(nodes(), writer);
      long hosts =
          save(loaded.hosts(), Part.HOSTS, HostSource.PACKING, new Into(writer, abandoned));
      long services =
          save(
              loaded.services(),
              Part.SERVICES,
              loaded.source().packing(),
              new Into(writer, abandoned));
      writer.commit(now);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      return new Written(now, writer.bytes(), hosts + services, took);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Where entries go, and when to stop. */
  private record Into(ImageWriter writer, BooleanSupplier abandoned) {}

  private void save(Collection<String> nodes, ImageWriter writer) throws IOException {
    for (String node : nodes) {
      boolean _ = writer.add(Part.NODES, node, new byte[0], List.of());
    }
  }

  /** The nodes of this region that live, as far as is known here. */
  private List<String> nodes() {
    return loaded.source().surroundings().livingIn(identity.region()).stream()
        .limit(LastLife.MAX_NODES)
        .toList();
  }

  private <V> long save(LazyTable<?, V> table, Part part, Packing<V> packing, Into into) {
    long[] count = {0};
    table.forEach((key, value) -> {
      if (into.abandoned().getAsBoolean()) {
        throw new CancellationException();
      }
      if (into.writer().bytes() < maxBytes && packing.fits(value)) {
        count[0] += add(part, key, value, packing, into.writer()) ? 1 : 0;
      }
    });
    return count[0];
  }

  private <V> boolean add(Part part, String key, V value, Packing<V> packing, ImageWriter writer) {
    try {
      packing.pack(value, payload);
      return writer.add(part, key, payload.take(), packing.rows(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
