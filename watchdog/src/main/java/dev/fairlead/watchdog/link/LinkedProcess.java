package dev.fairlead.watchdog.link;

import dev.fairlead.watchdog.system.Descriptors;
import java.io.IOException;
import java.util.List;

/**
 * A process that was started with a link on its file descriptor 0.
 *
 * <p>It inherits standard output and error as they are, so that nothing of this process stands
 * between it and them, and no other descriptor. It also outlives this process.
 *
 * @param link this process's end; the other end adopts its own with {@code Link.adopt(0)}
 */
public record LinkedProcess(Process process, Link link) {
  /** What systemd says is meant for this process alone. */
  private static final List<String> NOT_FOR_CHILDREN =
      List.of(
          "LISTEN_FDS",
          "LISTEN_FDNAMES",
          "LISTEN_PID",
          "NOTIFY_SOCKET",
          "WATCHDOG_USEC",
          "WATCHDOG_PID");

  /** Serialises starts: for the moment of one, this process's descriptor 0 is the child's. */
  private static final Object STARTING = new Object();

  /**
   * Starts it. One at a time; whatever this process had as descriptor 0 is {@code /dev/null}
   * afterwards.
   *
   * @throws IOException when the command cannot be started
   */
  public static LinkedProcess start(List<String> command) throws IOException {
    Link.Ends ends = Link.pair();
    try (Descriptor childs = ends.childs()) {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().keySet().removeAll(NOT_FOR_CHILDREN);
      return new LinkedProcess(startWith(builder, childs), ends.mine());
    } catch (IOException failed) {
      ends.mine().close();
      throw failed;
    }
  }

  private static Process startWith(ProcessBuilder builder, Descriptor input) throws IOException {
    synchronized (STARTING) {
      try (Descriptor nothing = Descriptor.own(Descriptors.openNull())) {
        Descriptors.placeForChildren(input.number(), 0);
        try {
          return builder.start();
        } finally {
          Descriptors.placeForChildren(nothing.number(), 0);
        }
      }
    }
  }
}
