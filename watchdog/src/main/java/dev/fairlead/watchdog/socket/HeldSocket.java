package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.system.SocketFile;
import org.jspecify.annotations.Nullable;

/**
 * A bound socket of the watchdog.
 *
 * @param request what it was bound for
 * @param descriptor belongs to {@link HeldSockets}; whoever is sent it gets a copy
 * @param file of a Unix socket that this process is to remove; null for others
 */
public record HeldSocket(SocketRequest request, Descriptor descriptor, @Nullable SocketFile file) {
  /** The answer to the {@code bind} that asked for it. */
  public Message answer() {
    return Message.of("socket").with("name", request.name()).with(descriptor);
  }

  /** Under what it is asked for now. */
  HeldSocket renewed(SocketRequest now) {
    return request.equals(now) ? this : new HeldSocket(now, descriptor, file);
  }

  /** Whether clients still get to it: the file of a Unix socket may have been removed. */
  boolean reachable() {
    return file == null || file.present();
  }

  /** Closes it for this process. */
  void close() {
    descriptor.close();
    if (file != null) {
      file.remove();
    }
  }

  /** Whether both have the same socket, whatever it is called. */
  boolean same(HeldSocket other) {
    return descriptor == other.descriptor;
  }
}
