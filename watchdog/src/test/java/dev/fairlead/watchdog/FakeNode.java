package dev.fairlead.watchdog;

import dev.fairlead.watchdog.ledger.Change;
import dev.fairlead.watchdog.ledger.ChangeLane;
import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.ledger.NodeLedger;
import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeRole;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkServer;
import dev.fairlead.watchdog.link.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;

/**
 * A node as the watchdog sees it, run as a real process: speaks the link, answers on the sockets it
 * is given, and fails in the way it is told to.
 *
 * <p>Arguments: a folder, then {@code -c} and a file with a word for what it does (see {@link
 * #main}). The file is read at each start, as a configuration is.
 */
public final class FakeNode {
  private final Path folder;
  private final String how;
  private final Map<String, Message> held = new LinkedHashMap<>();
  private final FakeServer server = new FakeServer(this::replace);
  private final Queue<Message> orders = new ArrayDeque<>();
  private Link link;
  private NodeLedger ledger;
  private Descriptor page;
  private boolean owner;

  private FakeNode(Path folder, String how, Link link) {
    this.folder = folder;
    this.how = how;
    this.link = link;
  }

  /**
   * Lives until told otherwise. The words:
   *
   * <pre>
   *   ok           all is well; "ok alone" wants no spare
   *   exit N       ends with that code while it reads its configuration
   *   crash N      ends with that code when it is told to own, with a change under way
   *   mute         never says anything
   *   unready      as a spare, never gets ready
   *   deaf         as a spare, ignores what it is told
   *   keeping      does not release anything when it shall hand over
   *   fails        says that it failed when it shall serve
   * </pre>
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    Link link = Link.adopt(0);
    Message welcome = Objects.requireNonNull(link.receive());
    boolean good = !welcome.value("config", "").isEmpty();
    Path file = Path.of(good ? welcome.value("config") : arguments[2]);
    new FakeNode(folder, Files.readString(file).strip(), link).live(welcome);
  }

  private boolean does(String word) {
    return how.startsWith(word);
  }

  private int code() {
    return Integer.parseInt(how.substring(how.indexOf(' ') + 1));
  }

  private void live(Message welcome) throws IOException, InterruptedException {
    page = welcome.descriptor();
    ledger = LedgerPage.open(LedgerPage.ofDescriptor(page.number())).node();
    ledger.phase(NodePhase.CONFIG);
    System.out.println(
        "fake node "
            + ProcessHandle.current().pid()
            + " up: "
            + how
            + ", without "
            + welcome.value("quarantine", "nothing"));
    if (does("mute")) {
      Thread.currentThread().join();
    }
    if (does("exit")) {
      System.err.println("fake.toml:1: told to exit");
      Runtime.getRuntime().halt(code());
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("good-bye")));
    link.send(introduction("hello"));
    ledger.phase(NodePhase.BIND);
    bind("web", "tcp", "127.0.0.1:0", true);
    ledger.phase(NodePhase.REPLICA);
    if (!does("unready")) {
      link.send(Message.of("ready"));
    }
    obey();
  }

  private void obey() throws IOException, InterruptedException {
    while (true) {
      Message order = orders.isEmpty() ? link.receive() : orders.remove();
      if (order == null) {
        orphaned();
        continue;
      }
      switch (order.verb()) {
        case "serve" -> serve();
        case "own" -> own();
        case "handover" -> handOver();
        default -> System.out.println("told to " + order.verb());
      }
    }
  }

  private void serve() throws IOException {
    if (does("fails")) {
      link.send(Message.of("failed").with("why", "told to fail"));
    } else if (!does("deaf")) {
      server.listen("web", held.get("web").descriptor());
      link.send(Message.of("serving"));
    }
  }

  private void own() throws IOException {
    if (does("deaf")) {
      return;
    }
    ledger.phase(NodePhase.CATALOG);
    ledger.role(NodeRole.OWNER);
    if (does("crash")) {
      ledger.applying(ChangeLane.CATALOG, new Change("waw-1", "world", 7, "route", "r1"));
      Runtime.getRuntime().halt(code());
    }
    bind("control", "unix", folder.resolve("control.sock").toString(), false);
    server.listen("control", held.get("control").descriptor());
    owner = true;
    ledger.phase(NodePhase.SERVING);
    link.send(Message.of("owning"));
  }

  private void handOver() throws IOException, InterruptedException {
    if (does("keeping")) {
      Thread.currentThread().join();
    }
    ledger.phase(NodePhase.LEAVING);
    server.stopAccepting();
    link.send(Message.of("released"));
    System.out.println("hands over");
    Runtime.getRuntime().halt(0);
  }

  /** The watchdog is gone: waits for the next one, as long as it takes. */
  private void orphaned() throws IOException {
    if (!owner) {
      Runtime.getRuntime().halt(0);
    }
    try (LinkServer next = LinkServer.bind(folder.resolve("supervisor.sock"))) {
      System.out.println("fake node is an orphan");
      link = Objects.requireNonNull(next.accept());
    }
    link.send(introduction("orphan").with(page));
    for (Message socket : held.values()) {
      link.send(socket);
    }
    link.send(Message.of("all"));
  }

  private Message introduction(String verb) {
    return Message.of(verb)
        .with("control", folder.resolve("control.sock").toString())
        .with("data", folder.toString())
        .with("interval_ms", 50)
        .with("deadline_ms", 500)
        .with("spare", !how.equals("ok alone"))
        .with("drain_ms", 3000)
        .with("pid", ProcessHandle.current().pid());
  }

  private void bind(String name, String kind, String address, boolean http) throws IOException {
    Message request =
        Message.of("bind")
            .with("name", name)
            .with("kind", kind)
            .with("address", address)
            .with("backlog", 128)
            .with("http", http);
    link.send(request);
    Message answer = Objects.requireNonNull(link.receive());
    while (!answer.verb().equals("socket") && !answer.verb().equals("refused")) {
      orders.add(answer);
      answer = Objects.requireNonNull(link.receive());
    }
    if (answer.verb().equals("refused")) {
      System.err.println(answer.value("why"));
      Runtime.getRuntime().halt(1);
    }
    held.put(
        name,
        Message.of("held")
            .with("name", name)
            .with("kind", kind)
            .with("address", address)
            .with("http", http)
            .with(answer.descriptor()));
  }

  private void replace() {
    try {
      link.send(Message.of("replace"));
    } catch (IOException nobodyListens) {
      System.out.println("nobody replaces it");
    }
  }
}
