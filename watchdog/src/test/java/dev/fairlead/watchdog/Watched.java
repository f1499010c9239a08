package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.watchdog.control.ControlClient;
import dev.fairlead.watchdog.socket.HeldSockets;
import dev.fairlead.watchdog.socket.Notify;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A supervisor in this process with {@link FakeNode}s as its children, for tests. */
final class Watched {
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  final Lines journal = new Lines();
  private final Path folder;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final Journal written = new Journal(journal.stream());
  private final Supervisor supervisor;
  private final HeldSockets held = HeldSockets.open(Map.of(), 0);

  private Watched(Path folder) {
    this.folder = folder;
    this.supervisor =
        new Supervisor(
            command(folder), written, held, Notify.fromEnvironment(Map.of(), 0, _ -> {}));
  }

  /** Starts it; nodes do what the word says (see {@link FakeNode}). */
  static Watched start(Path folder, String how) throws IOException {
    tell(folder, how);
    Watched watched = new Watched(folder);
    Thread.ofPlatform().name("supervisor").start(watched::run);
    return watched;
  }

  private void run() {
    try {
      int code = supervisor.run();
      written.close(); // as Main does: its thread may still have lines to write
      exit.complete(code);
    } catch (InterruptedException | RuntimeException failed) {
      exit.completeExceptionally(failed);
    }
  }

  /** Nodes that are started from now on do what the word says. */
  void from(String how) throws IOException {
    tell(folder, how);
  }

  static void tell(Path folder, String how) throws IOException {
    Path next = Files.writeString(folder.resolve("fake.next"), how);
    Files.move(next, folder.resolve("fake.toml"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  static List<String> command(Path folder) {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-cp",
        System.getProperty("java.class.path"),
        FakeNode.class.getName(),
        folder.toString(),
        "-c",
        folder.resolve("fake.toml").toString());
  }

  /** Process id of the n-th node that became the whole node. */
  long serving(int n) throws InterruptedException {
    return pid(journal.await(" serves", n));
  }

  /** Process id of the n-th spare that was ready. */
  long spare(int n) throws InterruptedException {
    return pid(journal.await(" is ready,", n).replace("spare ", "node "));
  }

  /** The process that a line of the journal is about. */
  static long pid(String line) {
    return Long.parseLong(line.replaceAll("^.*? node (\\d+) .*", "$1"));
  }

  /** Asks the node. */
  List<String> ask(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(folder.resolve("control.sock"), GENEROUS)) {
      return client.ask(command, GENEROUS);
    }
  }

  /** Tells it something that it does not answer. */
  void order(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(folder.resolve("control.sock"), GENEROUS)) {
      client.send(command, GENEROUS);
      client.await(Duration.ofSeconds(1));
    } catch (IOException hungUp) {
      // It did as told.
    }
  }

  /** A value of a line of the journal. */
  static String fact(String line, String key) {
    return line.replaceAll(".* " + key + "=(\\S*).*", "$1");
  }

  /** Where clients connect. */
  int port() {
    return held.all().stream()
        .filter(socket -> socket.request().name().equals("web"))
        .map(socket -> socket.answer())
        .mapToInt(answer -> localPort(answer.descriptor().number()))
        .findFirst()
        .orElseThrow();
  }

  private static int localPort(int descriptor) {
    try {
      return dev.fairlead.watchdog.system.Sockets.localAddress(descriptor).getPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One request of a client, which waits for its answer. */
  static String request(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) GENEROUS.toMillis());
      socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(reader.readLine());
    }
  }

  /** Ends it in order. */
  void stop() {
    supervisor.stop();
  }

  int exitCode() throws Exception {
    return exit.get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends it if it has not. */
  void close() throws Exception {
    journal.print();
    if (!exit.isDone()) {
      supervisor.stop();
      assertEquals(0, exitCode());
    }
  }
}
