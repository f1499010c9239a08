package dev.fairlead.proxy.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The file a log appends to. When another file is found under its name, or none, because somebody
 * moved it away, a new one is made there.
 *
 * <p>Confined to one thread.
 */
final class LogFile implements AutoCloseable {
  /** How often it looks whether its file still has its name. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable Path path;
  private WritableByteChannel out;
  private @Nullable Object key;
  private long looked = System.nanoTime();

  private LogFile(@Nullable Path path, WritableByteChannel out, @Nullable Object key) {
    this.path = path;
    this.out = out;
    this.key = key;
  }

  /**
   * Opens it.
   *
   * @param target a file to append to, or {@code stdout}
   * @throws UncheckedIOException if it cannot be opened
   */
  static LogFile open(String target) {
    if (target.equals("stdout")) {
      return new LogFile(null, Channels.newChannel(new FileOutputStream(FileDescriptor.out)), null);
    }
    Path path = Path.of(target);
    try {
      return new LogFile(path, append(path), key(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open access log " + target + ": " + e.getMessage(), e);
    }
  }

  private static FileChannel append(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /** What tells one file from another: device and inode. */
  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Appends whole lines. */
  void append(LogBuffer lines) throws IOException {
    lines.writeTo(out);
  }

  /** Goes on in a new file if the old one was moved away; looks now and then. */
  void follow() throws IOException {
    long now = System.nanoTime();
    if (path == null || now - looked < LOOK_NANOS) {
      return;
    }
    looked = now;
    if (Files.exists(path) && String.valueOf(key(path)).equals(String.valueOf(key))) {
      return;
    }
    WritableByteChannel moved = out;
    out = append(path); // first: if this fails, the old one goes on
    key = key(path);
    moved.close();
  }

  @Override
  public void close() throws IOException {
    if (path != null) {
      out.close(); // nobody closes our standard output
    }
  }
}
