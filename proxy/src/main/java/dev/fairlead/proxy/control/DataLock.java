package dev.fairlead.proxy.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock on {@code node.data}: two nodes on one folder would write one replica under one name.
 *
 * <p>Held by the kernel for the process, so it never outlives it, however it ends.
 */
public final class DataLock implements AutoCloseable {
  /**
   * How long a node waits for the one before it, which has lost its watchdog and is about to end.
   */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder if it is missing and locks it.
   *
   * @param patience how long to wait while another node holds it
   * @throws UncheckedIOException if it cannot be created or written, or another node holds it
   */
  public static DataLock acquire(Path data, Duration patience) {
    createFolder(data);
    Path file = data.resolve("node.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel, patience)) {
        channel.close();
        throw new IOException("another node is running on this data folder: " + data);
      }
      return new DataLock(channel);
    } catch (AccessDeniedException e) {
      throw new UncheckedIOException("node.data: not writable: " + data, e);
    } catch (IOException e) {
      throw new UncheckedIOException("node.data: " + e.getMessage(), e);
    }
  }

  /**
   * Creates the folder if it is missing.
   *
   * @throws UncheckedIOException if it cannot be created
   */
  public static void createFolder(Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException("node.data: cannot create " + data + ": " + reason(e), e);
    }
  }

  /** Exceptions of the file system often have no message but the path. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "not allowed";
      case NoSuchFileException missing -> "no such folder";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.toString();
    };
  }

  private static boolean lock(FileChannel channel, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean locked = tryLock(channel) != null;
    while (!locked && deadline - System.nanoTime() > 0) {
      LockSupport.parkNanos(LOOK.toNanos());
      locked = tryLock(channel) != null;
    }
    return locked;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another node in this very process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
