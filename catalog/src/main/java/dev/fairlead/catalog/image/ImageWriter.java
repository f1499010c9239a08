package dev.fairlead.catalog.image;

import dev.fairlead.catalog.image.ImageHeader.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes an image aside and puts it in the place of the one before.
 *
 * <pre>
 *   image.tmp: room for the header ─► records as they come ─► indexes ─► header ─► fsync
 *                                           rename to image ─► fsync of the folder
 * </pre>
 *
 * <p>Killed at any moment, it leaves the old image or the new one. Memory: see {@link
 * IndexBuilder}; payloads are not kept. Confined to one thread, which must not be interrupted: that
 * closes the file.
 */
public final class ImageWriter implements AutoCloseable {
  private final Path path;
  private final Path aside;
  private final FileChannel channel;
  private final ImageOut out;
  private final ImageIdentity identity;
  private final long seed;
  private final List<IndexBuilder> indexes;
  private boolean committed;

  private ImageWriter(Path path, Path aside, FileChannel channel, ImageIdentity identity, long seed)
      throws IOException {
    this.path = path;
    this.aside = aside;
    this.channel = channel;
    this.identity = identity;
    this.seed = seed;
    this.out = new ImageOut(channel);
    this.indexes = Arrays.stream(Part.values()).map(_ -> new IndexBuilder()).toList();
    out.put(ByteBuffer.allocate(ImageHeader.BYTES));
  }

  /**
   * Begins an image that will be at {@code path}; what an earlier attempt left aside is
   * overwritten.
   *
   * @param seed drawn anew for each image
   */
  public static ImageWriter begin(Path path, ImageIdentity identity, long seed) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".tmp");
    FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      return new ImageWriter(path, aside, channel, identity, seed);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Adds an entry; each key once.
   *
   * @param rows the ids of the rows it was made from, but for one whose id is the key
   * @return false, and it is left out, if it is larger than an image holds
   */
  public boolean add(Part part, String key, byte[] payload, List<String> rows) throws IOException {
    byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
    IndexBuilder index = indexes.get(part.number());
    if (utf8.length > ImageRecord.MAX_KEY
        || payload.length > ImageRecord.MAX_PAYLOAD
        || !index.hasRoom(rows.size())) {
      return false;
    }
    index.add(KeyHash.of(key, seed), out.position());
    rows.forEach(row -> index.addRow(KeyHash.ofRow(row, seed)));
    out.put(ImageRecord.encode(part, utf8, payload));
    return true;
  }

  /** How long it is so far. */
  public long bytes() {
    return out.position();
  }

  /** Completes the image and puts it in its place, durably. */
  public void commit(Instant written) throws IOException {
    List<Extent> parts = new ArrayList<>();
    for (IndexBuilder index : indexes) {
      parts.add(index.write(out));
    }
    out.flush();
    ByteBuffer header =
        ByteBuffer.wrap(
            new ImageHeader(
                    out.position(), written.toEpochMilli(), identity.fingerprint(), seed, parts)
                .toBytes());
    while (header.hasRemaining()) {
      var _ = channel.write(header, header.position());
    }
    channel.force(true);
    channel.close();
    Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    committed = true;
    try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  /** Removes what was written aside unless it was committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(aside);
    }
  }
}
