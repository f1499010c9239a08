package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.system.Packets;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.SystemCallException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells systemd how this process is ({@code sd_notify}): datagrams of lines {@code KEY=value} to
 * the socket that {@code NOTIFY_SOCKET} names.
 *
 * <p>Without that variable nothing happens. Nothing waits: a datagram that systemd has no room for
 * is lost, and that is told once until one gets through again. Thread-safe.
 */
public final class Notify {
  private final String address;
  private final Optional<Duration> beatInterval;
  private final Consumer<String> complaints;

  /** A failure that was told already is not told again; a race here only tells it twice. */
  private volatile boolean complained;

  private Notify(String address, Optional<Duration> beatInterval, Consumer<String> complaints) {
    this.address = address;
    this.beatInterval = beatInterval;
    this.complaints = complaints;
  }

  /**
   * As the environment says.
   *
   * @param pid of this process; the watchdog of systemd may be meant for another
   * @param complaints where failures go
   */
  public static Notify fromEnvironment(
      Map<String, String> environment, long pid, Consumer<String> complaints) {
    String meant = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    Optional<Duration> interval =
        meant.equals(Long.toString(pid)) && micros.matches("[1-9][0-9]{0,17}")
            ? Optional.of(Duration.ofNanos(Long.parseLong(micros) / 2 * 1000))
            : Optional.empty();
    return new Notify(environment.getOrDefault("NOTIFY_SOCKET", ""), interval, complaints);
  }

  /** How often {@link #beat} is due: half of what systemd waits; empty when it does not. */
  public Optional<Duration> beatInterval() {
    return address.isEmpty() ? Optional.empty() : beatInterval;
  }

  /** The service is up. */
  public void ready(String status) {
    send("READY=1\nSTATUS=" + line(status));
  }

  /** One line for {@code systemctl status}. */
  public void status(String status) {
    send("STATUS=" + line(status));
  }

  /** This process works: from the thread that does the work. */
  public void beat() {
    send("WATCHDOG=1");
  }

  /** It ends as it was told to. */
  public void stopping() {
    send("STOPPING=1");
  }

  /**
   * Leaves a copy of a socket with systemd, which gives it to the next process of the service when
   * this one ends in whatever way. Unix sockets are not left there: they would look as if somebody
   * listened.
   */
  public void store(HeldSocket socket) {
    if (socket.request().kind() != SocketKind.UNIX) {
      send("FDSTORE=1\nFDNAME=" + keptName(socket), socket.descriptor());
    }
  }

  /** Has systemd close its copy of a socket. */
  public void forget(HeldSocket socket) {
    send("FDSTOREREMOVE=1\nFDNAME=" + keptName(socket));
  }

  private static String keptName(HeldSocket socket) {
    return GivenSockets.keptName(socket.request());
  }

  /** One line is one value: a second line would be another variable. */
  private static String line(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }

  private void send(String text, Descriptor... descriptors) {
    if (address.isEmpty()) {
      return;
    }
    int[] numbers = new int[descriptors.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = descriptors[i].number();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Descriptor socket = Descriptor.own(Sockets.connectUnix(SocketType.DATAGRAM, address))) {
      Packets.send(socket.number(), bytes, numbers);
      complained = false;
    } catch (SystemCallException | IllegalArgumentException failed) {
      complain(String.valueOf(failed.getMessage()));
    }
  }

  private void complain(String why) {
    if (!complained) {
      complained = true;
      complaints.accept("cannot notify systemd at " + address + ": " + why);
    }
  }
}
