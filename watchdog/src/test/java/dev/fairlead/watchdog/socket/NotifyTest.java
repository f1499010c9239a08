package dev.fairlead.watchdog.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.system.Packets;
import dev.fairlead.watchdog.system.Packets.Packet;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.UnixDatagrams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told, received on a datagram socket as its own. */
final class NotifyTest {
  private final List<String> complaints = new ArrayList<>();

  @Test
  void systemdReadsLinesAtAPath(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("notify");
    try (Descriptor systemd = Descriptor.own(UnixDatagrams.bind(path.toString()))) {
      Notify notify = notify(Map.of("NOTIFY_SOCKET", path.toString()));
      notify.ready("serves\nin two lines");
      notify.status("replaced a node");
      notify.beat();
      notify.stopping();
      assertEquals("READY=1\nSTATUS=serves in two lines", received(systemd));
      assertEquals("STATUS=replaced a node", received(systemd));
      assertEquals("WATCHDOG=1", received(systemd));
      assertEquals("STOPPING=1", received(systemd));
      assertEquals(List.of(), complaints);
    }
  }

  @Test
  void systemdReadsAtAnAbstractName() throws IOException {
    String name = "@fairlead-notify-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (Descriptor systemd = Descriptor.own(UnixDatagrams.bind(name))) {
      notify(Map.of("NOTIFY_SOCKET", name)).beat();
      assertEquals("WATCHDOG=1", received(systemd));
    }
  }

  @Test
  void socketsAreLeftWithSystemdUnderTheirNames(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("notify");
    try (HeldSockets sockets = HeldSockets.open(Map.of(), 1);
        Descriptor systemd = Descriptor.own(UnixDatagrams.bind(path.toString()))) {
      Notify notify = notify(Map.of("NOTIFY_SOCKET", path.toString()));
      HeldSocket web =
          sockets.obtain(
              new SocketRequest("listen.w:b", SocketKind.TCP, "127.0.0.1:0", 16, true),
              new HashSet<>());
      notify.store(web);
      notify.forget(web);
      Packet stored = Packets.receive(systemd.number(), 4096, 1);
      assertEquals("FDSTORE=1\nFDNAME=held-listen.w%3Ab+127.0.0.1%3A0", text(stored));
      try (Descriptor copy = Descriptor.own(stored.descriptors().getFirst())) {
        assertEquals(
            Sockets.localAddress(web.descriptor().number()), Sockets.localAddress(copy.number()));
      }
      assertEquals("FDSTOREREMOVE=1\nFDNAME=held-listen.w%3Ab+127.0.0.1%3A0", received(systemd));
    }
  }

  @Test
  void withoutSystemdNothingHappens() {
    Notify notify = notify(Map.of("WATCHDOG_USEC", "1000000"));
    notify.ready("serves");
    notify.beat();
    assertEquals(Optional.empty(), notify.beatInterval());
    assertEquals(List.of(), complaints);
  }

  @Test
  void aBeatIsDueAtHalfOfWhatSystemdWaits() {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", "/s", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "7");
    assertEquals(
        Optional.of(Duration.ofMillis(1500)),
        Notify.fromEnvironment(environment, 7, complaints::add).beatInterval());
    assertEquals(
        Optional.empty(), Notify.fromEnvironment(environment, 8, complaints::add).beatInterval());
  }

  @Test
  void aFailureIsToldOnce(@TempDir Path folder) {
    Path path = folder.resolve("nobody");
    Notify notify = notify(Map.of("NOTIFY_SOCKET", path.toString()));
    notify.beat();
    notify.beat();
    assertEquals(1, complaints.size());
    assertTrue(complaints.getFirst().startsWith("cannot notify systemd at " + path + ": connect:"));
  }

  private Notify notify(Map<String, String> environment) {
    return Notify.fromEnvironment(environment, 1, complaints::add);
  }

  private static String received(Descriptor systemd) throws IOException {
    return text(Packets.receive(systemd.number(), 4096, 1));
  }

  private static String text(Packet packet) {
    return StandardCharsets.UTF_8.decode(packet.bytes()).toString();
  }
}
