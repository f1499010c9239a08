package dev.fairlead.watchdog.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The file of a bound Unix socket, told from another that took its path later.
 *
 * @param path where it is
 * @param identity device and inode, as the JDK has them; null when it was gone already
 */
public record SocketFile(Path path, @Nullable Object identity) {
  /** The file that is at this path now. */
  public static SocketFile at(Path path) {
    return new SocketFile(path, identityOf(path));
  }

  /** Whether clients that connect to the path still reach the socket. */
  public boolean present() {
    return identity != null && identity.equals(identityOf(path));
  }

  /** Removes it, unless another has taken its place. */
  public void remove() {
    if (present()) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException notOurs) {
        // Nobody listens behind it any more: whoever binds the path next replaces it.
      }
    }
  }

  private static @Nullable Object identityOf(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }
}
