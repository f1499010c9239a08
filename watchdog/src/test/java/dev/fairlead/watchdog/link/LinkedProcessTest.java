package dev.fairlead.watchdog.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.system.Descriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real child processes at the other end. */
final class LinkedProcessTest {
  private LinkedProcess child;

  @AfterEach
  void endTheChild() {
    if (child != null) {
      child.link().close();
      child.process().destroyForcibly();
    }
  }

  @Test
  void aChildInheritsTheLinkAndNothingElse() throws Exception {
    try (Descriptor listener = Listening.anywhere()) {
      // Left open for children on purpose, as sockets from systemd are.
      int inheritable = Descriptors.duplicate(listener.number()) + 100;
      Descriptors.placeForChildren(listener.number(), inheritable);
      try {
        start();
        assertEquals("0:socket:", received("inherited").value("descriptors"));
        assertEquals("", received("environment").value("names"));
        assertEquals("/dev/null", received("adopted").value("zero"));
      } finally {
        Descriptors.close(inheritable);
      }
      assertEquals("/dev/null", Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString());
    }
  }

  @Test
  void aChildAcceptsOnASocketItWasSent() throws Exception {
    try (Descriptor listener = Listening.anywhere()) {
      start();
      child.link().send(Message.of("answer").with("words", "good day").with(listener));
      try (SocketChannel client = SocketChannel.open(Listening.address(listener))) {
        ByteBuffer words = ByteBuffer.allocate(64);
        while (client.read(words) >= 0) {
          // Until the child closes.
        }
        assertEquals(
            "good day", new String(words.array(), 0, words.position(), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void aChildsDeathEndsTheLink() throws Exception {
    start();
    received("adopted");
    child.process().destroyForcibly();
    assertNull(child.link().receive());
    assertTrue(child.process().waitFor(60, TimeUnit.SECONDS));
  }

  @Test
  void aChildNoticesThatThisEndIsGone() throws Exception {
    start();
    received("adopted");
    child.link().close();
    assertTrue(child.process().waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, child.process().exitValue());
  }

  @Test
  void aCommandThatIsNotThereIsAnError() {
    assertThrows(IOException.class, () -> LinkedProcess.start(List.of("/nonexistent/java")));
  }

  private void start() throws IOException {
    child =
        LinkedProcess.start(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LinkChild.class.getName()));
  }

  private Message received(String verb) throws IOException {
    Message message = Objects.requireNonNull(child.link().receive(), "the child is gone");
    return message.verb().equals(verb) ? message : received(verb);
  }
}
