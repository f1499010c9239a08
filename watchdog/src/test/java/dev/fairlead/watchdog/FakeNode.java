package dev.fairlead.watchdog;

import dev.fairlead.watchdog.control.ControlFrames;
import dev.fairlead.watchdog.control.LineAssembler;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A node as the watchdog sees it, run as a real process: announces itself, answers on its control
 * socket, stops when its input ends, and fails in the way it is told to.
 *
 * <p>Arguments: a folder, then {@code ok}, {@code exit CODE} (before the first line), {@code crash
 * CODE} (after it) or {@code mute} (never a first line). A file {@code once} in the folder makes
 * {@code exit} and {@code crash} happen only while it exists.
 */
public final class FakeNode {
  private static volatile boolean answering = true;
  private static volatile String stuck = "";

  private FakeNode() {}

  /** Lives until told otherwise. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    String how = arguments[1];
    if (how.equals("exit")) {
      System.err.println("fake.toml:1: told to exit");
      System.exit(Integer.parseInt(arguments[2]));
    }
    if (how.equals("mute")) {
      System.out.println("not a first line");
      Thread.currentThread().join();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("good-bye")));
    Path socket = folder.resolve("control.sock");
    announce(socket, folder);
    if (how.equals("crash")) {
      System.exit(Integer.parseInt(arguments[2]));
    }
    System.out.println("fake node up, pid " + ProcessHandle.current().pid());
    Thread.ofPlatform().name("serve").start(() -> serve(socket));
    while (System.in.read() >= 0) {
      // The watchdog says nothing; only the end of the stream means something.
    }
    Files.writeString(folder.resolve("stopped-by-stdin"), "");
    System.exit(0);
  }

  private static void announce(Path socket, Path folder) {
    System.out.println(
        "supervise control=%s data=%s interval_ms=50 deadline_ms=500"
            .formatted(encoded(socket), encoded(folder)));
  }

  private static String encoded(Path path) {
    return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void serve(Path socket) {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Files.deleteIfExists(socket);
      server.bind(UnixDomainSocketAddress.of(socket));
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofPlatform().daemon().name("control").start(() -> answer(client));
      }
    } catch (IOException failed) {
      failed.printStackTrace();
      System.exit(1);
    }
  }

  private static void answer(SocketChannel client) {
    LineAssembler lines = new LineAssembler(ControlFrames.MAX_REQUEST_BYTES);
    ByteBuffer input = ByteBuffer.allocate(4096);
    try (client) {
      while (client.read(input.clear()) >= 0) {
        lines.feed(input.flip(), line -> reply(client, line));
      }
    } catch (IOException gone) {
      // The client left.
    }
  }

  private static void reply(SocketChannel client, String command) {
    List<String> reply =
        switch (command) {
          case "ping" -> List.of(stuck.isEmpty() ? "pong 1 loops=1" : "stuck " + stuck);
          case "show locks --stacks" -> List.of("catalog 0x8 writer catalog-install");
          case "show loops" -> List.of("loop-0  460  worker-1  at example.Hang", "loop-1  0  -");
          case "show info" -> List.of("pid " + ProcessHandle.current().pid());
          case "stop" -> stop();
          case "crash" -> crash();
          case "stop answering" -> stopAnswering();
          default -> command.startsWith("stuck ") ? becomeStuck(command) : List.of("error: what?");
        };
    if (answering) {
      try {
        client.write(ControlFrames.reply(reply));
      } catch (IOException gone) {
        // The client left.
      }
    }
  }

  private static List<String> becomeStuck(String command) {
    stuck = command.substring("stuck ".length());
    return List.of("ok");
  }

  private static List<String> stopAnswering() {
    System.out.println("the last words");
    answering = false;
    return List.of();
  }

  private static List<String> stop() {
    System.exit(0);
    return List.of();
  }

  private static List<String> crash() {
    Runtime.getRuntime().halt(3);
    return List.of();
  }
}
