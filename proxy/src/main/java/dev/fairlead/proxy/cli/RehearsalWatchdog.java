package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.supervise.LinkedNode;
import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.Message;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Plays the watchdog for nodes in this very process: binds what they ask for, tells them what to
 * do. Confined to one thread; each life of a node runs on another.
 */
final class RehearsalWatchdog implements AutoCloseable {
  private final Map<String, Socket> sockets = new HashMap<>();

  /** A node at the other end of a link. */
  final class Life implements AutoCloseable {
    private final Link link;
    private final Thread thread;

    private Life(Settings settings) throws IOException {
      Link.Ends ends = Link.pair();
      link = ends.mine();
      thread = Thread.ofPlatform().name("rehearsal").unstarted(() -> run(settings, ends.childs()));
    }

    private static void run(Settings settings, Descriptor end) {
      try {
        LinkedNode.meet(end.release()).run(settings);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Tells it. */
    void tell(String verb) throws IOException {
      link.send(Message.of(verb));
    }

    /** Waits until it says {@code verb}; answers its questions meanwhile. */
    void await(String verb) throws IOException {
      for (Message said = link.receive(); said != null; said = link.receive()) {
        if (said.verb().equals("bind")) {
          String name = said.value("name");
          Descriptor given = Descriptor.own(socket(said).intValue());
          link.send(Message.of("socket").with("name", name).with(given));
        } else if (said.verb().equals(verb)) {
          return;
        }
      }
      throw CommandFailed.failed("the rehearsed node ended before it was " + verb);
    }

    @Override
    public void close() {
      try {
        tell("handover");
        thread.join();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        link.close();
      }
    }
  }

  /** Begins a life, as a spare. */
  Life begin(Settings settings) throws IOException {
    Life life = new Life(settings);
    life.thread.start();
    try (Descriptor memory = Descriptor.memoryFile("ledger", LedgerPage.BYTES)) {
      LedgerPage _ = LedgerPage.create(LedgerPage.ofDescriptor(memory.number()));
      life.link.send(Message.of("welcome").with("role", "spare").with(memory));
    }
    return life;
  }

  private Socket socket(Message asked) throws IOException {
    Socket known = sockets.get(asked.value("name"));
    if (known != null) {
      return known;
    }
    Socket bound = bind(asked);
    sockets.put(asked.value("name"), bound);
    return bound;
  }

  private static Socket bind(Message asked) throws IOException {
    String address = asked.value("address");
    int backlog = Math.toIntExact(asked.number("backlog"));
    return switch (asked.value("kind")) {
      case "tcp" -> {
        Socket socket = Socket.newSocketStream();
        socket.bind(loopback(address));
        socket.listen(backlog);
        yield socket;
      }
      case "udp" -> {
        Socket socket = Socket.newSocketDgram();
        socket.bind(loopback(address));
        yield socket;
      }
      case "unix" -> {
        Socket socket = Socket.newSocketDomain();
        socket.bind(new DomainSocketAddress(address));
        socket.listen(backlog);
        yield socket;
      }
      case String other -> throw CommandFailed.failed("no socket is a " + other);
    };
  }

  private static InetSocketAddress loopback(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  /** Where a TCP socket is. */
  int port(String name) {
    Socket socket = sockets.get(name);
    if (socket == null) {
      throw CommandFailed.failed("nobody asked for " + name);
    }
    return socket.localAddress().getPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets.values()) {
      socket.close();
    }
  }
}
