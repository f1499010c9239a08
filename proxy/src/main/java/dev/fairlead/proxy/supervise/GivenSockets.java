package dev.fairlead.proxy.supervise;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.listen.Graft;
import dev.fairlead.proxy.listen.Listener;
import dev.fairlead.proxy.listen.Place;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sockets a watchdog holds for its nodes. What was given is kept too, for the watchdog after
 * this one.
 *
 * <p>Bound: as many as the configuration has. Thread-safe.
 */
final class GivenSockets implements Sockets {
  /** How long a watchdog may take to bind; it may look for an orphan first. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Connections the kernel keeps for gossip's streams. */
  private static final int GOSSIP_BACKLOG = 128;

  /** Connections the kernel keeps for a Unix socket. */
  private static final int UNIX_BACKLOG = 64;

  private final WatchdogLink link;

  /** Each question with the descriptor it was answered with. */
  private final List<Held> held = new CopyOnWriteArrayList<>();

  /**
   * A socket this process was given.
   *
   * @param asked the question, whose values name it
   * @param descriptor ours
   */
  record Held(Message asked, Descriptor descriptor) {
    /** The same values in another message. */
    Message asked(String verb) {
      return new Message(verb, asked.values(), List.of());
    }
  }

  GivenSockets(WatchdogLink link) {
    this.link = link;
  }

  @Override
  public Place tcp(String name, Bind bind, boolean http) {
    return new Place.Given(
        ask(question(name, "tcp", bind.toString(), Listener.BACKLOG).with("http", http)));
  }

  @Override
  public Optional<GossipSettings.Sockets> gossip(Bind bind) {
    int tcp = ask(question(GOSSIP_TCP, "tcp", bind.toString(), GOSSIP_BACKLOG).with("http", false));
    Bind same = new Bind(bind.host(), Graft.address(tcp).getPort());
    int udp = ask(question(GOSSIP_UDP, "udp", same.toString(), 0).with("http", false));
    return Optional.of(new GossipSettings.Sockets(udp, tcp));
  }

  @Override
  public OptionalInt unix(String name, Path path) {
    return OptionalInt.of(
        ask(question(name, "unix", path.toString(), UNIX_BACKLOG).with("http", false)));
  }

  private static Message question(String name, String kind, String address, int backlog) {
    return Message.of("bind")
        .with("name", name)
        .with("kind", kind)
        .with("address", address)
        .with("backlog", backlog);
  }

  /**
   * Asks for everything that only an owner uses, while there is a watchdog to ask: becoming the
   * owner waits for no answer then, and works without one.
   */
  void askAhead(Settings settings) {
    switch (tcp(ADMIN, settings.admin().bind(), true)) {
      case Place.Given(int descriptor) -> Descriptor.own(descriptor).close();
      case Place.ToBind _ -> {}
    }
    unix(CONTROL, settings.control().socket())
        .ifPresent(descriptor -> Descriptor.own(descriptor).close());
    GossipSettings.Sockets both = gossip(settings.gossip().bind()).orElseThrow();
    Descriptor.own(both.tcp()).close();
    Descriptor.own(both.udp()).close();
  }

  private int ask(Message question) {
    for (Held known : held) {
      if (known.asked().equals(question)) {
        return copy(known.descriptor());
      }
    }
    try {
      Message answer = link.ask(question, PATIENCE);
      if (answer.verb().equals("refused")) {
        throw new IOException(answer.value("why", "refused by the watchdog"));
      }
      Descriptor given = answer.descriptor();
      held.add(new Held(question, given));
      return copy(given);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static int copy(Descriptor ours) {
    try {
      return ours.duplicate().release();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Everything that was given so far. */
  List<Held> held() {
    return List.copyOf(held);
  }
}
