package dev.fairlead.watchdog.link;

import dev.fairlead.watchdog.system.Descriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process with a link on its descriptor 0, as a node is: does what it is told.
 *
 * <p>{@code descriptors} answers what it inherited; {@code environment} what it knows of systemd;
 * {@code answer} accepts one connection on the listening socket that comes along and greets it.
 */
public final class LinkChild {
  private LinkChild() {}

  /** Lives until the other end is gone. */
  public static void main(String[] arguments) throws IOException {
    String inherited = descriptors();
    try (Link link = Link.adopt(0)) {
      link.send(Message.of("inherited").with("descriptors", inherited));
      link.send(Message.of("environment").with("names", names()));
      link.send(Message.of("adopted").with("zero", target(Path.of("/proc/self/fd/0"))));
      Message order = link.receive();
      while (order != null) {
        if (order.verb().equals("answer")) {
          answer(order);
          link.send(Message.of("answered"));
        }
        order = link.receive();
      }
    }
  }

  /** Accepts by number: descriptor 0, which {@code System.inheritedChannel} reads, is free. */
  private static void answer(Message order) throws IOException {
    try (Descriptor listener = order.descriptor()) {
      Descriptors.placeForChildren(listener.number(), 0);
    }
    ServerSocketChannel server =
        (ServerSocketChannel) Objects.requireNonNull(System.inheritedChannel());
    try (server;
        SocketChannel client = server.accept()) {
      client.write(ByteBuffer.wrap(order.value("words").getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Open descriptors that the JVM did not open itself: number and kind, sorted. */
  private static String descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(file -> file.getFileName() + ":" + target(file))
          .filter(text -> text.contains("socket:") || text.startsWith("0:"))
          .map(text -> text.replaceAll("\\[.*", ""))
          .sorted()
          .collect(Collectors.joining(","));
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException closed) {
      return "closed";
    }
  }

  private static String names() {
    return System.getenv().keySet().stream()
        .filter(name -> name.startsWith("LISTEN_") || name.equals("NOTIFY_SOCKET"))
        .sorted()
        .collect(Collectors.joining(","));
  }
}
