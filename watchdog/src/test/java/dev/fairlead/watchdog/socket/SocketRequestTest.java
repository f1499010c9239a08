package dev.fairlead.watchdog.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.link.Message;
import org.junit.jupiter.api.Test;

/** What a node may ask for. */
final class SocketRequestTest {
  private static final Message WEB =
      Message.of("bind").with("name", "listen.web").with("kind", "tcp").with("backlog", 128);

  @Test
  void literalsOfBothFamiliesAreAddresses() {
    assertEquals(8080, request("127.0.0.1:8080").internetAddress().getPort());
    assertEquals(8080, request("[::1]:8080").internetAddress().getPort());
    assertTrue(request("[::]:0").anyPort());
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String address :
        new String[] {"", ":80", "localhost:80", "127.0.0.1", "127.0.0.1:65536", "/tmp/s"}) {
      assertThrows(IllegalArgumentException.class, () -> request(address), address);
    }
  }

  @Test
  void errorsNameWhatTheMessageLacks() {
    assertEquals("message 'bind' has no value of address", complaint(WEB));
    assertEquals(
        "no kind of socket: sctp",
        complaint(Message.of("bind").with("name", "x").with("kind", "sctp").with("address", "/x")));
    assertEquals(
        "address of control is control.sock, not an absolute path",
        complaint(
            Message.of("bind")
                .with("name", "control")
                .with("kind", "unix")
                .with("address", "control.sock")));
    assertEquals(
        "backlog of listen.web is 0",
        complaint(
            Message.of("bind")
                .with("name", "listen.web")
                .with("kind", "tcp")
                .with("address", "127.0.0.1:80")
                .with("backlog", 0)));
  }

  @Test
  void aDatagramSocketNeedsNoBacklog() {
    Message udp =
        Message.of("bind")
            .with("name", "gossip.udp")
            .with("kind", "udp")
            .with("address", "127.0.0.1:0")
            .with("backlog", 0);
    assertEquals(SocketKind.UDP, SocketRequest.of(udp).kind());
  }

  @Test
  void aListenerMayBeCalledAnythingWithoutSpaces() {
    assertEquals("listener w\u00e9b:1 127.0.0.1:1", named("listen.w\u00e9b:1").label());
    assertThrows(IllegalArgumentException.class, () -> named("listen. "));
    assertThrows(IllegalArgumentException.class, () -> named(""));
  }

  @Test
  void labelsAreWhatTheConfigurationCallsThem() {
    assertEquals("listener web 127.0.0.1:1", request("127.0.0.1:1").label());
    assertEquals("gossip udp 127.0.0.1:1", named("gossip.udp").label());
    assertEquals("admin 127.0.0.1:1", named("admin").label());
  }

  private static SocketRequest named(String name) {
    return new SocketRequest(name, SocketKind.TCP, "127.0.0.1:1", 1, false);
  }

  private static SocketRequest request(String address) {
    return SocketRequest.of(WEB.with("address", address));
  }

  private static String complaint(Message message) {
    return assertThrows(IllegalArgumentException.class, () -> SocketRequest.of(message))
        .getMessage();
  }
}
