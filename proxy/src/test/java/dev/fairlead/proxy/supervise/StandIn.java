package dev.fairlead.proxy.supervise;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkedProcess;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.UnixListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A watchdog that does exactly what a test says: holds sockets, starts real node processes, sends
 * them orders.
 */
final class StandIn implements AutoCloseable {
  private final Path config;
  private final Path log;
  private final Map<String, Descriptor> sockets = new ConcurrentHashMap<>();
  private final List<LinkedChild> children = new ArrayList<>();

  StandIn(Path config) {
    this.config = config;
    this.log = config.resolveSibling("node.log");
  }

  /** Starts a process and welcomes it as a spare. */
  LinkedChild start() throws IOException {
    LinkedProcess process = LinkedProcess.start(command());
    LinkedChild child = new LinkedChild(this, process.process().toHandle(), process.link());
    children.add(child);
    Descriptor page = Descriptor.memoryFile("ledger", LedgerPage.BYTES);
    child.ledger = LedgerPage.create(LedgerPage.ofDescriptor(page.number())).nodeReader();
    child.send(Message.of("welcome").with("role", "spare").with("incident", "").with(page));
    return child;
  }

  private List<String> command() {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" >>'" + log + "' 2>&1"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "dev.fairlead.proxy.cli.Main",
            "node",
            "--link",
            "-c",
            config.toString()));
    return command;
  }

  /** Takes over the node that waits in {@code data}. */
  LinkedChild adopt(Path data) throws IOException {
    Link link = Link.connect(data.resolve("supervisor.sock"));
    Message orphan = link.receive();
    LinkedChild child =
        new LinkedChild(this, ProcessHandle.of(orphan.number("pid")).orElseThrow(), link);
    children.add(child);
    return child;
  }

  /** Keeps a socket an orphan held. */
  void keep(Message held) {
    sockets.put(held.value("name"), held.descriptor());
  }

  /** The socket of that name; bound when it is first asked for. */
  Message answer(Message asked) {
    String name = asked.value("name");
    Descriptor socket = sockets.computeIfAbsent(name, _ -> bind(asked));
    return Message.of("socket").with("name", name).with(socket);
  }

  private Descriptor bind(Message asked) {
    String address = asked.value("address");
    int backlog = (int) asked.number("backlog");
    try {
      return Descriptor.own(
          switch (asked.value("kind")) {
            case "tcp" -> Sockets.bind(SocketType.STREAM, parse(asked, address), backlog);
            case "udp" -> Sockets.bind(SocketType.DATAGRAM, parse(asked, address), 0);
            default -> UnixListener.bind(Path.of(address), SocketType.STREAM, backlog);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InetSocketAddress parse(Message asked, String address) throws IOException {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    return new InetSocketAddress(InetAddress.getByName(address.substring(0, colon)), port);
  }

  /** Where a socket is bound. */
  InetSocketAddress address(String name) throws IOException {
    return Sockets.localAddress(sockets.get(name).number());
  }

  /** What the processes logged. */
  Path log() {
    return log;
  }

  /** Dies: its links end, its sockets close; the processes stay. */
  void die() {
    children.forEach(LinkedChild::closeLink);
    sockets.values().forEach(Descriptor::close);
  }

  @Override
  public void close() {
    die();
    children.forEach(LinkedChild::end);
  }
}
