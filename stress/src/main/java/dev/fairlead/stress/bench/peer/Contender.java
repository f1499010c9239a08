package dev.fairlead.stress.bench.peer;

import dev.fairlead.stress.node.OwnProcesses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A proxy that runs, alone on its core but for other contenders that have nothing to do.
 *
 * <p>Thread-safe, but for closing.
 */
public final class Contender implements AutoCloseable {
  private final Identity identity;
  private final String address;
  private final Supplier<Collection<Long>> processes;
  private final Runnable stop;

  /**
   * Who it is.
   *
   * <p>Immutable.
   *
   * @param name for figures
   * @param about its version and how it was started
   * @param doors what it speaks
   * @param host the host it routes to the origin
   */
  record Identity(String name, String about, Set<Door> doors, String host) {
    Identity {
      doors = Set.copyOf(doors);
    }
  }

  /**
   * One that runs.
   *
   * @param address a loopback address of its own
   * @param processes those whose processor time and memory count
   * @param stop ends all of them and waits
   */
  Contender(
      Identity identity, String address, Supplier<Collection<Long>> processes, Runnable stop) {
    this.identity = identity;
    this.address = address;
    this.processes = processes;
    this.stop = stop;
  }

  /** Its name in figures. */
  public String name() {
    return identity.name();
  }

  /** Version and flags, a line. */
  public String about() {
    return identity.about();
  }

  /** The host it routes. */
  public String host() {
    return identity.host();
  }

  /** Whether it can be entered there. */
  public boolean speaks(Door door) {
    return identity.doors().contains(door);
  }

  /** Where that is. */
  public InetSocketAddress at(Door door) {
    return new InetSocketAddress(address, door.port());
  }

  /** User and system time of its processes so far. */
  public double processorSeconds() throws IOException {
    return ProcessorTime.seconds(processes.get());
  }

  /** Resident set of its processes now. */
  public double residentKibibytes() {
    return processes.get().stream().mapToDouble(OwnProcesses::residentMebibytes).sum() * 1024;
  }

  @Override
  public void close() {
    stop.run();
  }
}
