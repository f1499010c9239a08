package dev.fairlead.watchdog.system;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/** Binds listening Unix sockets that only their owner can connect to. */
public final class UnixListener {
  private UnixListener() {}

  /**
   * Binds and listens. A file left over from a process that died is replaced, one behind which
   * somebody listens is not.
   *
   * <p>The socket is made in a folder that only the owner may enter and moved to its place when its
   * mode is right: at no moment can anybody else connect, whatever the umask is.
   *
   * @param type calls on a {@link SocketType#STREAM} never block, those on others do
   * @return the socket's descriptor
   */
  public static int bind(Path path, SocketType type, int backlog) throws IOException {
    Address.unix(path.toString()); // its length, before anything is made
    refuseIfAnswered(path, type);
    Path folder = ownersFolder(path);
    Path unseen = folder.resolve("s");
    int flags = type == SocketType.STREAM ? Sockets.SOCK_NONBLOCK : 0;
    int socket = Sockets.open(Address.UNIX, type, flags);
    try {
      Sockets.bind(socket, Address.unix(unseen.toString()));
      Files.setPosixFilePermissions(unseen, PosixFilePermissions.fromString("rw-------"));
      Sockets.listen(socket, backlog);
      Files.move(unseen, path, StandardCopyOption.ATOMIC_MOVE);
      return socket;
    } catch (IOException | RuntimeException failed) {
      Descriptors.close(socket);
      throw failed;
    } finally {
      Files.deleteIfExists(unseen);
      Files.delete(folder);
    }
  }

  /** Its name is short because the path of a socket is. */
  private static Path ownersFolder(Path path) throws IOException {
    String name = ".%07x".formatted(ThreadLocalRandom.current().nextInt(1 << 28));
    try {
      return Files.createDirectory(
          path.toAbsolutePath().resolveSibling(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (NoSuchFileException e) {
      throw new IOException("the folder does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException("the folder is not writable", e);
    }
  }

  private static void refuseIfAnswered(Path path, SocketType type) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Descriptors.close(Sockets.connectUnix(type, path.toString()));
    } catch (SystemCallException failed) {
      if (failed.errno() == Errno.ECONNREFUSED || failed.errno() == Errno.ENOENT) {
        return;
      }
      throw new IOException(
          failed.errno() == Errno.EAGAIN || failed.errno() == Errno.EPROTOTYPE
              ? "another process listens there"
              : "what is there now cannot be connected to: " + failed.reason(),
          failed);
    }
    throw new IOException("another process answers there");
  }
}
