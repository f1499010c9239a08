package dev.fairlead.proxy.tls;

import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.Settings;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that one configuration names, as their files are now, and the virtual hosts made
 * of them.
 *
 * <p>Reads files. Confined to one thread after the other, except {@link #of}, {@link #broken} and
 * {@link #expiring}, which any may call.
 */
final class Shelf {
  private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

  /**
   * One {@code [[certificate]]}.
   *
   * @param authorities null: as the listener says
   */
  record Entry(
      Path chain, Watched<Identity> identity, @Nullable Watched<ClientTrust> authorities) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Path, Watched<ClientTrust>> authorities = new HashMap<>();
  private final Set<Optional<Path>> listeners = new HashSet<>();
  private final TicketKeys tickets;
  private Map<Assembly.Group, VirtualHost> hosts = Map.of();
  private long period;
  private String problem = "";
  // Volatile: written by the thread that looks, read by handshakes on every event loop.
  private volatile Map<Optional<Path>, VirtualHosts> current = Map.of();

  private Shelf(TicketKeys tickets) {
    this.tickets = tickets;
  }

  /**
   * Reads the files.
   *
   * @param certificates at least one
   * @param listeners all; those that end TLS count
   * @param period of the ticket keys
   * @throws BadValue naming the file that cannot be used
   */
  static Shelf read(
      List<Settings.Certificate> certificates,
      List<Settings.Listen> listeners,
      TicketKeys tickets,
      long period)
      throws BadValue, SSLException {
    Shelf made = new Shelf(tickets);
    for (Settings.Certificate files : certificates) {
      made.entries.add(
          new Entry(files.chain(), Identity.watch(files), made.authorities(files.clientCa())));
    }
    for (Settings.Listen listen : listeners) {
      if (listen.protocol() == Settings.Protocol.HTTPS) {
        made.authorities(listen.clientCa());
        made.listeners.add(Optional.ofNullable(listen.clientCa()));
      }
    }
    made.assemble(period);
    return made;
  }

  private @Nullable Watched<ClientTrust> authorities(@Nullable Path file) throws BadValue {
    if (file == null) {
      return null;
    }
    Watched<ClientTrust> known = authorities.get(file);
    if (known == null) {
      known = ClientTrust.watch(file);
      authorities.put(file, known);
    }
    return known;
  }

  /** What listeners with these client authorities serve now; null if it was made for none. */
  @Nullable VirtualHosts of(Optional<Path> clientCa) {
    return current.get(clientCa);
  }

  /** Looks at the files once. */
  void look(long now) {
    boolean changed = false;
    for (Entry entry : entries) {
      changed |= entry.identity().look();
    }
    for (Watched<ClientTrust> file : authorities.values()) {
      changed |= file.look();
    }
    if (changed || now != period || !problem.isEmpty()) {
      try {
        assemble(now);
        problem = "";
      } catch (SSLException e) {
        tell(String.valueOf(e.getMessage()));
      }
    }
  }

  private void tell(String why) {
    if (!why.equals(problem)) {
      problem = why;
      LOG.warn("changed certificates cannot be served, those before stay: {}", why);
    }
  }

  private void assemble(long now) throws SSLException {
    Map<Assembly.Group, VirtualHost> known = now == period ? hosts : Map.of();
    Map<Assembly.Group, VirtualHost> next = new HashMap<>();
    OpenSslSessionTicketKey[] keys = tickets.of(now);
    Assembly assembly =
        new Assembly(
            entries.stream()
                .map(entry -> new Assembly.Entry(entry.identity().value(), valueOf(entry)))
                .toList(),
            group -> next.computeIfAbsent(group, _ -> host(group, known, keys)));
    Map<Optional<Path>, VirtualHosts> made = new HashMap<>();
    try {
      listeners.forEach(listener -> made.put(listener, assembly.of(trustOf(listener))));
    } catch (Unservable e) {
      throw new SSLException(e.getMessage(), e);
    }
    hosts = next;
    period = now;
    current = Map.copyOf(made);
  }

  private static @Nullable ClientTrust valueOf(Entry entry) {
    Watched<ClientTrust> file = entry.authorities();
    return file == null ? null : file.value();
  }

  private ClientTrust trustOf(Optional<Path> listener) {
    return listener
        .map(file -> Objects.requireNonNull(authorities.get(file)).value())
        .orElse(ClientTrust.ANYBODY);
  }

  private static VirtualHost host(
      Assembly.Group group,
      Map<Assembly.Group, VirtualHost> known,
      OpenSslSessionTicketKey[] keys) {
    VirtualHost same = known.get(group);
    if (same != null) {
      return same;
    }
    try {
      return new VirtualHost(ServerContext.of(group, keys), group.trust().id());
    } catch (SSLException e) {
      throw new Unservable("certificate for " + group.names() + ": " + e.getMessage(), e);
    }
  }

  /** BoringSSL does not take a certificate that could be read. */
  private static final class Unservable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unservable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Its entries, whose values expire. */
  List<Entry> expiring() {
    return List.copyOf(entries);
  }

  /** How many files, or pairs of them, cannot be used now. */
  long broken() {
    return entries.stream().filter(entry -> entry.identity().broken()).count()
        + authorities.values().stream().filter(Watched::broken).count();
  }
}
