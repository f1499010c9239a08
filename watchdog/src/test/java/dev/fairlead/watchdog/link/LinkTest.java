package dev.fairlead.watchdog.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.system.Packets;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ends of a link in one process. */
final class LinkTest {
  private static final long PATIENCE_SECONDS = 60;

  @Test
  void messagesArriveWholeAndInOrder() throws IOException {
    try (Pair pair = new Pair()) {
      for (int i = 0; i < 50; i++) {
        pair.left.send(Message.of("tick").with("n", i));
      }
      for (int i = 0; i < 50; i++) {
        assertEquals(i, received(pair.right).number("n"));
      }
    }
  }

  @Test
  void theLongestMessageArrives() throws IOException {
    try (Pair pair = new Pair()) {
      Message longest = Message.of("a").with("b", "x".repeat(Message.MAX_BYTES - 4));
      pair.left.send(longest);
      assertEquals(longest, received(pair.right));
    }
  }

  @Test
  void descriptorsArriveAsNewNumbersOfTheSameFileAndEndWithExec() throws IOException {
    try (Pair pair = new Pair();
        Descriptor memory = Descriptor.memoryFile("ledger", 4096)) {
      Files.writeString(file(memory), "written before");
      pair.left.send(Message.of("welcome").with(memory));
      try (Descriptor there = received(pair.right).descriptor()) {
        assertFalse(there.number() == memory.number());
        assertTrue(Files.readString(file(there)).startsWith("written before"));
        assertTrue(closedByExec(there));
      }
    }
  }

  @Test
  void aDescriptorTakesThePlaceOfAnother() throws IOException {
    try (Descriptor mine = Descriptor.memoryFile("mine", 1);
        Descriptor other = Descriptor.memoryFile("other", 1)) {
      mine.placeAt(other.number());
      assertTrue(Files.readSymbolicLink(file(other)).toString().contains("mine"));
      assertTrue(closedByExec(other));
    }
  }

  @Test
  void asManyDescriptorsAsAllowedArrive() throws IOException {
    try (Pair pair = new Pair();
        Descriptor memory = Descriptor.memoryFile("ledger", 1)) {
      Message message = Message.of("all");
      for (int i = 0; i < Message.MAX_DESCRIPTORS; i++) {
        message = message.with(memory);
      }
      pair.left.send(message);
      Message arrived = received(pair.right);
      assertEquals(Message.MAX_DESCRIPTORS, arrived.descriptors().size());
      arrived.discard();
      arrived.descriptors().forEach(d -> assertThrows(IllegalStateException.class, d::number));
    }
  }

  @Test
  void theSenderKeepsItsDescriptor() throws IOException {
    try (Pair pair = new Pair();
        Descriptor memory = Descriptor.memoryFile("ledger", 1)) {
      pair.left.send(Message.of("welcome").with(memory));
      received(pair.right).discard();
      assertTrue(Files.exists(file(memory)));
    }
  }

  @Test
  void theEndOfTheOtherEndIsReadAfterItsLastWords() throws IOException {
    try (Pair pair = new Pair()) {
      pair.left.send(Message.of("failed").with("why", "no more memory"));
      pair.left.close();
      assertEquals("no more memory", received(pair.right).value("why"));
      assertNull(pair.right.receive());
      assertNull(pair.right.receive());
      IOException gone =
          assertThrows(IOException.class, () -> pair.right.send(Message.of("serve")));
      assertEquals("the other end of the link is gone: 'serve' not sent", gone.getMessage());
    }
  }

  @Test
  void lastWordsOfAnEndThatHadNotReadEverythingArrive() throws IOException {
    Link.Ends ends = Link.pair();
    try (Link watchdog = ends.mine()) {
      watchdog.send(Message.of("own"));
      int[] none = {};
      byte[] lastWords = "failed".getBytes(StandardCharsets.US_ASCII);
      Packets.send(ends.childs().number(), lastWords, none);
      ends.childs().close(); // as the kernel does for a killed process: no good-bye
      assertEquals("failed", received(watchdog).verb());
      assertNull(watchdog.receive());
    }
  }

  @Test
  void anEndThatDoesNotReadIsAnErrorAndNeverAWait() throws IOException {
    try (Pair pair = new Pair()) {
      int sent = 0;
      String refused = null;
      while (refused == null) {
        try {
          pair.left.send(Message.of("tick").with("n", sent));
          sent++;
        } catch (IOException full) {
          refused = full.getMessage();
        }
      }
      assertEquals("the other end of the link does not read: 'tick' not sent", refused);
      assertTrue(sent >= 50, "only " + sent + " messages fit");
      for (int i = 0; i < sent; i++) {
        assertEquals(i, received(pair.right).number("n"));
      }
      pair.left.send(Message.of("again"));
      assertEquals("again", received(pair.right).verb());
    }
  }

  @Test
  void garbageIsRefusedAndTheNextMessageRead() throws IOException {
    Link.Ends ends = Link.pair();
    try (Link link = ends.mine();
        Descriptor raw = ends.childs()) {
      sendRaw(raw, new byte[] {(byte) 0xff, 0, 10});
      sendRaw(raw, "serve".repeat(4000).getBytes(StandardCharsets.US_ASCII));
      sendRaw(raw, "serve".getBytes(StandardCharsets.US_ASCII));
      assertThrows(ProtocolException.class, link::receive);
      ProtocolException tooLong = assertThrows(ProtocolException.class, link::receive);
      assertEquals("message of more than 16384 bytes or 32 descriptors", tooLong.getMessage());
      assertEquals("serve", received(link).verb());
    }
  }

  @Test
  void moreDescriptorsThanAllowedAreRefusedAndNoneStaysOpen() throws IOException {
    Link.Ends ends = Link.pair();
    try (Link link = ends.mine();
        Descriptor raw = ends.childs();
        Descriptor memory = Descriptor.memoryFile("too many of this", 1)) {
      int[] many = new int[Message.MAX_DESCRIPTORS + 1];
      Arrays.fill(many, memory.number());
      Packets.send(raw.number(), "serve".getBytes(StandardCharsets.US_ASCII), many);
      assertThrows(ProtocolException.class, link::receive);
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        assertEquals(1, open.filter(file -> leadsTo(file, "too many of this")).count());
      }
    }
  }

  @Test
  void closingWakesTheReceiver() throws Exception {
    try (Pair pair = new Pair()) {
      CompletableFuture<Object> received = new CompletableFuture<>();
      Thread receiver =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  received.complete(String.valueOf(pair.left.receive()));
                } catch (IOException e) {
                  received.complete(e);
                }
              });
      pair.left.close();
      assertEquals("null", received.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      receiver.join();
      assertThrows(IOException.class, () -> pair.left.send(Message.of("late")));
      assertNull(pair.left.receive());
    }
  }

  @Test
  void whatIsNotALinkIsNotAdopted() throws IOException {
    try (Descriptor memory = Descriptor.memoryFile("not a socket", 1)) {
      IOException refused = assertThrows(IOException.class, () -> Link.adopt(memory.number()));
      assertTrue(refused.getMessage().contains("is no link to a watchdog"), refused.getMessage());
    }
  }

  @Test
  void aServerConnectsTwoProcessesAndLeavesNoFile(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("supervisor.sock");
    try (LinkServer server = LinkServer.bind(path);
        Link client = Link.connect(path);
        Link accepted = Objects.requireNonNull(server.accept())) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)));
      accepted.send(Message.of("orphan"));
      assertEquals("orphan", received(client).verb());
      IOException taken = assertThrows(IOException.class, () -> LinkServer.bind(path));
      assertEquals("cannot bind " + path + ": another process answers there", taken.getMessage());
    }
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aServerReplacesTheFileOfADeadProcessButNotRemovesThatOfItsSuccessor(@TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("supervisor.sock");
    LinkServer dead = LinkServer.bind(path);
    Files.move(path, folder.resolve("old"));
    Files.writeString(path, "left over");
    try (LinkServer next = LinkServer.bind(path)) {
      dead.close();
      try (Link client = Link.connect(path);
          Link accepted = Objects.requireNonNull(next.accept())) {
        client.send(Message.of("hello"));
        assertEquals("hello", received(accepted).verb());
      }
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void closingAServerWakesTheOneWhoAccepts(@TempDir Path folder) throws Exception {
    LinkServer server = LinkServer.bind(folder.resolve("s"));
    CompletableFuture<Object> accepted = new CompletableFuture<>();
    Thread acceptor =
        Thread.ofPlatform()
            .start(() -> {
              try {
                accepted.complete(String.valueOf(server.accept()));
              } catch (IOException e) {
                accepted.complete(e);
              }
            });
    server.close();
    assertEquals("null", accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    acceptor.join();
  }

  private static Message received(Link link) throws IOException {
    return Objects.requireNonNull(link.receive(), "the other end is gone");
  }

  private static void sendRaw(Descriptor socket, byte[] bytes) throws IOException {
    Packets.send(socket.number(), bytes, new int[0]);
  }

  private static boolean leadsTo(Path descriptor, String name) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains(name);
    } catch (IOException closed) {
      return false;
    }
  }

  private static Path file(Descriptor descriptor) {
    return Path.of("/proc/self/fd/" + descriptor.number());
  }

  /** The flags of a descriptor, octal, as {@code /proc} shows them. */
  private static boolean closedByExec(Descriptor descriptor) throws IOException {
    Path info = Path.of("/proc/self/fdinfo/" + descriptor.number());
    String flags =
        Files.readAllLines(info).stream()
            .filter(line -> line.startsWith("flags:"))
            .findFirst()
            .orElseThrow()
            .substring("flags:".length())
            .strip();
    return (Integer.parseInt(flags, 8) & 02000000) != 0;
  }

  /** Both ends, closed together. */
  private static final class Pair implements AutoCloseable {
    final Link left;
    final Link right;

    Pair() throws IOException {
      Link.Ends ends = Link.pair();
      left = ends.mine();
      right = new Link(ends.childs());
    }

    @Override
    public void close() {
      left.close();
      right.close();
    }
  }
}
