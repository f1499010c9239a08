package dev.fairlead.watchdog.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lock that makes one watchdog at a time responsible for a data folder: two would replace each
 * other's nodes for ever.
 *
 * <p>Held by the kernel for this process, so it never outlives it.
 */
public final class FolderLock implements AutoCloseable {
  /** More than any process id needs. */
  private static final int MAX_PID_BYTES = 32;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @return null when the folder cannot be written, of which the node itself says more
   * @throws IOException when another watchdog has it; the message names it
   */
  @SuppressWarnings("resource") // the channel is this object's, or closed below
  public static @Nullable FolderLock take(Path data) throws IOException {
    FileChannel channel;
    try {
      Files.createDirectories(data);
      channel =
          FileChannel.open(
              data.resolve("watchdog.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException notWritable) {
      return null;
    }
    if (channel.tryLock() == null) {
      String holder = read(channel);
      channel.close();
      throw new IOException("another watchdog, process " + holder + ", supervises " + data);
    }
    String mine = Long.toString(ProcessHandle.current().pid());
    channel.truncate(0).write(ByteBuffer.wrap(mine.getBytes(StandardCharsets.US_ASCII)), 0);
    return new FolderLock(channel);
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_BYTES);
    int length = channel.read(bytes, 0);
    return length <= 0
        ? "unknown"
        : new String(bytes.array(), 0, length, StandardCharsets.US_ASCII);
  }

  /** Gives it back; the file stays, as removing it would let two hold locks on two files. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException lostWithTheProcess) {
      // The kernel gives it back when this process ends, which is next.
    }
  }
}
