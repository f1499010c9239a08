package dev.fairlead.catalog.image;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A file of keys and payloads, mapped and searched in place.
 *
 * <pre>
 *   ┌────────┬─────────────────────┬──────────────────┬─────────────────┬──────────┐
 *   │ header │ records, any order  │ index of hosts   │ rows of hosts   │ services │ … nodes, streams
 *   └────────┴─────────────────────┴──────────────────┴─────────────────┴──────────┘
 *              ▲                      sorted by hash ┘  sorted by row ┘
 *              └──── offset ──────────┘
 * </pre>
 *
 * <p>Opening reads the header and compares the length of the file: the same work for any size. The
 * rest is checked when it is read, record by record, each by its own checksum.
 *
 * <p>The file is never written in place: a new image is another file under the same name, and who
 * mapped the old one keeps it. The mapping ends when nothing refers to it any more, so no reader
 * can hold what is unmapped; as a process opens one image in its life, at most one mapping waits
 * for the collector.
 *
 * <p>Thread-safe, lock-free.
 */
public final class CatalogImage {
  private final Path path;
  private final ImageHeader header;
  private final Damage damage;
  private final List<ImagePart> parts;

  private CatalogImage(Path path, ImageHeader header, MemorySegment file) {
    this.path = path;
    this.header = header;
    this.damage = new Damage(path);
    this.parts =
        Arrays.stream(Part.values())
            .map(part -> new ImagePart(file, header, part, damage))
            .toList();
  }

  /**
   * Maps the image at {@code path}; empty if there is no file.
   *
   * @throws ImageRefused if it is torn, foreign, of another format or of another node; the message
   *     is for the log
   */
  public static Optional<CatalogImage> open(Path path, ImageIdentity identity) throws ImageRefused {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      ImageHeader header = ImageHeader.read(firstBytes(file), file.byteSize());
      if (header.fingerprint() != identity.fingerprint()) {
        throw new ImageRefused("of another node, region or replica");
      }
      return Optional.of(new CatalogImage(path, header, file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ImageRefused("catalog image " + path + " is ignored: " + e, e);
    } catch (ImageRefused e) {
      throw new ImageRefused("catalog image " + path + " is ignored: " + e.getMessage(), e);
    }
  }

  private static byte[] firstBytes(MemorySegment file) {
    long length = Math.min(file.byteSize(), ImageHeader.BYTES);
    return file.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /** One of its parts. */
  public ImagePart part(Part part) {
    return parts.get(part.number());
  }

  /** Where it was when it was opened. */
  public Path path() {
    return path;
  }

  /** When it was written. */
  public Instant written() {
    return Instant.ofEpochMilli(header.writtenMillis());
  }

  /** Its length. */
  public long bytes() {
    return header.fileBytes();
  }

  /** How often a record was damaged, or the file could not be read. */
  public long damaged() {
    return damage.count();
  }
}
