package dev.fairlead.proxy.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlSocketTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path path;
  private ControlSocket socket;
  private final CountDownLatch hanging = new CountDownLatch(1);

  @BeforeEach
  void open() {
    path = folder.resolve("control.sock");
    socket = ControlSocket.open(path, commands(), () -> {});
  }

  @AfterEach
  void close() {
    hanging.countDown();
    socket.close();
  }

  private Commands commands() {
    return new Commands(
        List.of(
            Command.plain("ping", "", () -> new Answer.Line("pong 1", Map.of("pong", 1))),
            Command.plain("fail", "", ControlSocketTest::fail),
            Command.plain("hang", "", this::hang),
            Command.plain(
                "show things",
                "",
                () ->
                    new Answer.Table(
                        List.of("id", "size"), List.of(List.of("a", 1L), List.of("long", 22L))))));
  }

  private static Answer fail() {
    throw new IllegalStateException("broken on purpose");
  }

  private Answer hang() {
    try {
      hanging.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Answer.Line.done("no longer");
  }

  private List<String> ask(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(path, LIMIT)) {
      return client.ask(command, LIMIT);
    }
  }

  @Test
  void onlyTheOwnerMayConnect() throws IOException {
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path));
  }

  @Test
  void oneConnectionAnswersCommandAfterCommand() throws IOException {
    try (ControlClient client = ControlClient.connect(path, LIMIT)) {
      assertEquals(List.of("pong 1"), client.ask("ping", LIMIT));
      assertEquals(List.of("ID    SIZE", "a     1", "long  22"), client.ask("show things", LIMIT));
      assertEquals(List.of("{\"pong\":1}"), client.ask("ping --json", LIMIT));
    }
  }

  @Test
  void commandThatEndsTheNodeIsAnsweredBeforeItsConnectionCloses() throws IOException {
    for (int round = 0; round < 50; round++) {
      Path here = folder.resolve("end" + round + ".sock");
      AtomicReference<ControlSocket> ending = new AtomicReference<>();
      Command stop = Command.plain("stop", "", () -> closeUnder(ending.get(), here));
      ending.set(ControlSocket.open(here, new Commands(List.of(stop)), () -> {}));
      try (ControlClient client = ControlClient.connect(here, LIMIT)) {
        assertEquals(List.of("stopping"), client.ask("stop", LIMIT));
      }
    }
  }

  /** Answers only once the socket is being closed: nobody can connect any more. */
  private static Answer closeUnder(ControlSocket socket, Path path) {
    Thread.ofPlatform().start(socket::close);
    while (true) {
      try (SocketChannel another = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        assertTrue(another.isConnected());
      } catch (IOException refused) {
        return Answer.Line.done("stopping");
      }
    }
  }

  @Test
  void hangingCommandDoesNotKeepTheSocketFromClosing() throws IOException {
    try (ControlClient hung = ControlClient.connect(path, LIMIT)) {
      hung.send("hang", LIMIT);
      assertEquals(List.of("pong 1"), ask("ping"));
      socket.close();
      assertThrows(IOException.class, () -> hung.await(LIMIT));
    }
  }

  @Test
  void bindingLeavesNothingButTheSocket() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(path), files.toList());
    }
  }

  @Test
  void missingFolderIsSaid() {
    Path nowhere = folder.resolve("no/control.sock");
    var e =
        assertThrows(
            UncheckedIOException.class, () -> ControlSocket.open(nowhere, commands(), () -> {}));
    assertEquals(
        "cannot bind control socket " + nowhere + ": the folder does not exist", e.getMessage());
  }

  @Test
  void tableIsAnArrayOfObjectsInJson() throws IOException {
    assertEquals(
        List.of("[{\"id\":\"a\",\"size\":1},{\"id\":\"long\",\"size\":22}]"),
        ask("show things --json"));
  }

  @Test
  void unknownCommandNamesItselfAndTheOthers() throws IOException {
    assertEquals(
        List.of("error: unknown command 'frob'; commands: ping, fail, hang, show things, help"),
        ask("frob"));
    assertTrue(ask("frob --json").getFirst().startsWith("{\"error\":\"unknown command"));
  }

  @Test
  void surplusWordIsRefused() throws IOException {
    assertEquals(List.of("error: ping takes no 'x'; usage: ping"), ask("ping x"));
  }

  @Test
  void failingCommandAnswersAnErrorAndTheConnectionGoesOn() throws IOException {
    try (ControlClient client = ControlClient.connect(path, LIMIT)) {
      assertTrue(client.ask("fail", LIMIT).getFirst().startsWith("error: fail failed: "));
      assertEquals(List.of("pong 1"), client.ask("ping", LIMIT));
    }
  }

  @Test
  void hangingCommandHoldsUpNobodyElse() throws IOException {
    try (ControlClient hung = ControlClient.connect(path, LIMIT)) {
      hung.send("hang", LIMIT);
      assertEquals(List.of("pong 1"), ask("ping"));
    }
  }

  @Test
  void megabyteWithoutNewlineIsOneErrorAndOnlyThatConnectionEnds() throws IOException {
    try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      byte[] garbage = new byte[1 << 20];
      long seed = 20261121;
      new Random(seed).nextBytes(garbage);
      for (int i = 0; i < garbage.length; i++) {
        garbage[i] = garbage[i] == '\n' ? 0 : garbage[i];
      }
      assertThrows(
          IOException.class,
          () -> {
            ByteBuffer bytes = ByteBuffer.wrap(garbage);
            while (bytes.hasRemaining()) {
              raw.write(bytes);
            }
            readAll(raw); // a reset, or the error line and the end
            throw new IOException("ended");
          });
    }
    assertEquals(List.of("pong 1"), ask("ping"));
  }

  @Test
  void longLineIsAnsweredWithTheBound() throws IOException {
    try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      raw.write(ByteBuffer.wrap(new byte[64 * 1024 + 1]));
      assertEquals("error: line longer than 65536 bytes\n\n", readAll(raw));
    }
  }

  @Test
  void binaryLineIsAnUnknownCommandWithoutControlCharacters() throws IOException {
    try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      raw.write(ByteBuffer.wrap(new byte[] {1, 2, (byte) 0xff, 0x1b, '\n'}));
      raw.shutdownOutput();
      assertTrue(readAll(raw).startsWith("error: unknown command '??\ufffd?'; commands: "));
    }
  }

  @Test
  void connectionsAreBounded() throws IOException {
    List<ControlClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < ControlSocket.MAX_CONNECTIONS; i++) {
        ControlClient client = ControlClient.connect(path, LIMIT);
        clients.add(client);
        assertEquals(List.of("pong 1"), client.ask("ping", LIMIT));
      }
      try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        assertEquals("error: more than 64 control connections\n\n", readAll(raw));
      }
    } finally {
      for (ControlClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void fileOfADeadProcessIsReplaced() throws IOException {
    Path stale = folder.resolve("stale.sock");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(stale));
    }
    ControlSocket.open(stale, commands(), () -> {}).close();
    assertTrue(Files.notExists(stale));
  }

  @Test
  void socketSomebodyAnswersOnIsNotTaken() throws IOException {
    var e =
        assertThrows(
            UncheckedIOException.class, () -> ControlSocket.open(path, commands(), () -> {}));
    assertTrue(e.getMessage().endsWith("another node answers there"), e.getMessage());
    assertEquals(List.of("pong 1"), ask("ping"));
  }

  @Test
  void dataFolderHasOneNode() {
    try (DataLock held = DataLock.acquire(folder, LIMIT)) {
      assertTrue(held != null);
      var e =
          assertThrows(UncheckedIOException.class, () -> DataLock.acquire(folder, Duration.ZERO));
      assertEquals(
          "node.data: another node is running on this data folder: " + folder, e.getMessage());
    }
    DataLock.acquire(folder, Duration.ZERO).close();
  }

  @Test
  void nodeWaitsForTheOneBeforeItToEnd() {
    DataLock before = DataLock.acquire(folder, LIMIT);
    var next = CompletableFuture.supplyAsync(() -> DataLock.acquire(folder, LIMIT));
    before.close();
    next.join().close();
  }

  private static String readAll(SocketChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (channel.read(buffer) >= 0) {
      text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
      buffer.clear();
    }
    return text.toString();
  }
}
