package dev.fairlead.proxy;

import dev.fairlead.proxy.config.ConnectionLimits;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.Admission;
import dev.fairlead.proxy.listen.BoundListener;
import dev.fairlead.proxy.listen.Listener;
import dev.fairlead.proxy.listen.OpenFiles;
import dev.fairlead.proxy.listen.Place;
import dev.fairlead.proxy.listen.Places;
import dev.fairlead.proxy.listen.Refusals;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.proxy.observe.Traffic;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Everything the data plane listens on: a listener for each of the configuration, and the backhaul.
 *
 * <p>Opened and closed by one thread; {@link #stop} and whatever only asks may be called by any.
 */
final class Doors implements AutoCloseable {
  /** Connections of other proxies, at a time; one more is reset. */
  private static final int MAX_LINKS = 50_000;

  private final EventLoopGroup loops;
  private final Refusals refusals;

  // Copies on write: one thread adds while it starts, another may stop them at any moment.
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /** Volatile: set by the thread that opens, read by the one that stops. */
  private volatile @Nullable Listener backhaul;

  /** A listener with its configuration. */
  private record Entry(Settings.Listen configured, Admission admission, Listener listener) {}

  Doors(EventLoopGroup loops, Traffic traffic) {
    this.loops = loops;
    this.refusals = new Refusals(traffic);
  }

  /** Takes every socket; accepts nothing yet. */
  void open(Settings settings, Sockets sockets) {
    Settings.Listen links =
        new Settings.Listen(Sockets.BACKHAUL, settings.backhaul().bind(), Settings.Protocol.TCP)
            .with(new ConnectionLimits(MAX_LINKS, 0));
    backhaul =
        listen(
            "backhaul",
            sockets.tcp(Sockets.BACKHAUL, settings.backhaul().bind(), false),
            new Listener.Style(false, true),
            new Admission(links, new Places(0), refusals));
    Places places = new Places(OpenFiles.connections(settings.node().maxConnections()));
    for (Settings.Listen listen : settings.listeners()) {
      boolean http = listen.protocol() == Settings.Protocol.HTTP;
      Place place = sockets.tcp(Sockets.listener(listen.name()), listen.bind(), http);
      Admission admission = new Admission(listen, places, refusals);
      Listener listener =
          listen("listener " + listen.name(), place, style(listen.protocol()), admission);
      entries.add(new Entry(listen, admission, listener));
    }
  }

  /** Bytes are relayed with their half-closes; plain TCP reads nothing before its upstream is. */
  private static Listener.Style style(Settings.Protocol protocol) {
    return switch (protocol) {
      case HTTP, HTTPS, UDP -> new Listener.Style(false, true);
      case TLS -> new Listener.Style(true, true);
      case TCP -> new Listener.Style(true, false);
    };
  }

  private Listener listen(String what, Place place, Listener.Style style, Admission admission) {
    return Listener.at(loops, what, place, style, admission);
  }

  /** Accepts from now on. */
  void accept(Pipelines pipelines) {
    bound().open(pipelines.backhaul());
    for (Entry entry : entries) {
      int port = entry.listener().address().getPort();
      entry.listener().open(pipelines.of(entry.configured(), entry.admission(), port));
    }
  }

  /** The listeners as they would be: each as {@code next} has it, if that has it still. */
  List<Settings.Listen> following(List<Settings.Listen> next) {
    return entries.stream()
        .map(Entry::configured)
        .map(now -> next.stream().filter(now::sameDoor).findFirst().map(now::following).orElse(now))
        .toList();
  }

  /**
   * Connections from now on are treated as {@code listeners} say, which came of {@link #following}.
   */
  void follow(List<Settings.Listen> listeners, Pipelines pipelines) {
    for (int i = 0; i < listeners.size(); i++) {
      Entry entry = entries.get(i);
      Settings.Listen configured = listeners.get(i);
      int port = entry.listener().address().getPort();
      entries.set(i, new Entry(configured, entry.admission(), entry.listener()));
      entry.listener().prepare(pipelines.of(configured, entry.admission(), port));
    }
  }

  private Listener bound() {
    Listener listener = backhaul;
    if (listener == null) {
      throw new IllegalStateException("not bound");
    }
    return listener;
  }

  /** Where proxies of other regions connect. */
  InetSocketAddress backhaul() {
    return bound().address();
  }

  /** Where each listener really listens. */
  List<BoundListener> listeners() {
    return entries.stream()
        .map(entry ->
            new BoundListener(
                entry.configured().name(),
                entry.configured().protocol().name().toLowerCase(Locale.ROOT),
                entry.listener().address()))
        .toList();
  }

  /**
   * Takes no client any more; other regions still reach what runs here. Clients of a socket that a
   * watchdog holds too would wait there for nobody: they are turned away instead.
   */
  void turnAway() {
    entries.forEach(entry -> {
      entry.admission().leave();
      if (!entry.listener().shared()) {
        entry.listener().close();
      }
    });
  }

  /** Lets no client in while the node is overloaded; proxies of other regions have their links. */
  void overloaded(boolean now) {
    entries.forEach(entry -> entry.admission().overloaded(now));
  }

  private void closeToClients() {
    entries.forEach(entry -> entry.listener().close());
  }

  /** Accepts no other proxy any more. */
  void closeToOthers() {
    Listener others = backhaul;
    if (others != null) {
      others.close();
    }
  }

  /** Accepts nothing any more, as soon as each event loop comes by; waits for none. */
  void stop() {
    entries.forEach(entry -> entry.listener().stop());
    Listener others = backhaul;
    if (others != null) {
      others.stop();
    }
  }

  /** Accepts nothing any more. */
  @Override
  public void close() {
    stop(); // all at once: a loop that hangs is waited for once
    closeToClients();
    closeToOthers();
  }
}
