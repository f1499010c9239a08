package dev.fairlead.watchdog;

import dev.fairlead.watchdog.control.ControlFrames;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.system.Descriptors;
import dev.fairlead.watchdog.system.Poll;
import dev.fairlead.watchdog.system.Streams;
import dev.fairlead.watchdog.system.SystemCallException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a {@link FakeNode} answers, on one thread: its process id to whoever connects to {@code
 * web}, commands on {@code control}. Hangs when told to.
 */
final class FakeServer {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Map<Integer, String> listeners = new ConcurrentHashMap<>();
  private final Map<Integer, String> clients = new HashMap<>();
  private final Runnable replace;
  private volatile boolean answering = true;
  private String stuck = "";

  FakeServer(Runnable replace) {
    this.replace = replace;
    Thread.ofPlatform().daemon().name("serve").start(this::serve);
  }

  void listen(String name, Descriptor socket) {
    listeners.put(socket.number(), name);
  }

  void stopAccepting() {
    listeners.clear();
  }

  private void serve() {
    try {
      while (true) {
        List<Integer> all = new ArrayList<>(listeners.keySet());
        all.addAll(clients.keySet());
        for (int ready : Poll.readable(all, LOOK)) {
          attend(ready);
        }
      }
    } catch (SystemCallException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void attend(int descriptor) throws SystemCallException {
    String name = listeners.get(descriptor);
    if (name != null) {
      int client = Streams.accept(descriptor);
      if (client != Streams.NOTHING) {
        clients.put(client, name);
      }
    } else {
      read(descriptor, clients.get(descriptor));
    }
  }

  private void read(int client, String name) throws SystemCallException {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    int count = Streams.receive(client, bytes);
    if (count == 0) {
      clients.remove(client);
      Descriptors.close(client);
    } else if (count > 0) {
      String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
      if (name.equals("web")) {
        answer(client, List.of("served by " + ProcessHandle.current().pid()));
      } else {
        for (String command : text.split("\n", -1)) {
          if (!command.isEmpty()) {
            answer(client, reply(command));
          }
        }
      }
    }
  }

  private void answer(int client, List<String> lines) throws SystemCallException {
    if (answering) {
      ByteBuffer reply = ControlFrames.reply(lines);
      byte[] bytes = new byte[reply.remaining()];
      reply.get(bytes);
      Streams.send(client, bytes);
    }
  }

  private List<String> reply(String command) {
    long pid = ProcessHandle.current().pid();
    return switch (command) {
      case "ping" -> List.of(stuck.isEmpty() ? "pong 1 pid=" + pid : "stuck " + stuck);
      case "show locks --stacks" -> List.of("catalog 0x8 writer catalog-install");
      case "show loops" -> List.of("loop-0  460  worker-1  at example.Hang", "loop-1  0  -");
      case "show info" -> List.of("pid " + pid);
      case "reload" -> List.of("reloaded by " + pid);
      case "stop" -> end(0);
      case "crash" -> end(3);
      case "replace" -> {
        replace.run();
        yield List.of("ok");
      }
      case "stop answering" -> {
        System.out.println("the last words");
        answering = false;
        yield List.of();
      }
      default -> {
        stuck = command.startsWith("stuck ") ? command.substring("stuck ".length()) : stuck;
        yield List.of("ok");
      }
    };
  }

  private static List<String> end(int code) {
    Runtime.getRuntime().halt(code);
    return List.of();
  }
}
