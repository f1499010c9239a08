package dev.fairlead.proxy.tls;

import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured certificates as they are now: read at the start, looked at every two seconds by a
 * thread of their own, which also makes new ticket keys when their period is over.
 *
 * <pre>
 *   files ──changed, usable──► identities ┐
 *   clock ──next period──────► ticket keys├──► virtual hosts, one write, read by every handshake
 * </pre>
 *
 * <p>Handshakes that run go on with what they have. Thread-safe.
 */
public final class Certificates implements AutoCloseable {
  /** Between two looks at the files. */
  static final Duration LOOK = Duration.ofSeconds(2);

  /** With very many files looks are as much rarer as it takes to spend a twentieth of the time. */
  private static final int SHARE = 20;

  private static final String TICKETS = "fairlead tls tickets";

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  /**
   * One {@code [[certificate]]}.
   *
   * @param authorities null: as the listener says
   */
  private record Entry(
      Path chain, Watched<Identity> identity, @Nullable Watched<ClientTrust> authorities) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Path, Watched<ClientTrust>> authorities = new HashMap<>();
  private final Set<Optional<Path>> listeners = new HashSet<>();
  private final TicketKeys tickets;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Map<Assembly.Group, VirtualHost> hosts = Map.of();
  private long period;
  private String problem = "";
  // Volatile: written by the thread that looks, read by handshakes on every event loop.
  private volatile Map<Optional<Path>, VirtualHosts> current = Map.of();

  private Certificates(TicketKeys tickets, InstantSource clock) {
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * Reads the configured files and goes on looking at them.
   *
   * @param settings with at least one certificate
   * @throws UncheckedIOException naming the file that cannot be used
   */
  public static Certificates open(Settings settings, MeterRegistry meters) {
    Path keyFile = settings.cluster().keyFile();
    TicketKeys tickets =
        keyFile == null
            ? TicketKeys.ofThisProcess()
            : new TicketKeys(KeyFile.read(keyFile).derive(TICKETS));
    Certificates made = open(settings, tickets, InstantSource.system());
    made.register(meters);
    Thread.ofPlatform().daemon().name("certificates").start(made::watch);
    return made;
  }

  /** Reads the configured files once. */
  static Certificates open(Settings settings, TicketKeys tickets, InstantSource clock) {
    if (!OpenSsl.isAvailable()) {
      throw unusable("https needs BoringSSL", OpenSsl.unavailabilityCause());
    }
    Certificates made = new Certificates(tickets, clock);
    try {
      for (Settings.Certificate files : settings.certificates()) {
        made.entries.add(
            new Entry(files.chain(), Identity.watch(files), made.authorities(files.clientCa())));
      }
      for (Settings.Listen listen : settings.listeners()) {
        if (listen.protocol() == Settings.Protocol.HTTPS) {
          made.authorities(listen.clientCa());
          made.listeners.add(Optional.ofNullable(listen.clientCa()));
        }
      }
      made.assemble(TicketKeys.period(clock.instant()));
      return made;
    } catch (BadValue | SSLException e) {
      throw unusable("cannot use a certificate", e);
    }
  }

  private static UncheckedIOException unusable(String what, @Nullable Throwable cause) {
    String why = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new UncheckedIOException(what + ": " + why, new IOException(cause));
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

  /**
   * What {@code listen}, one of the configured https listeners, serves at the moment it is asked.
   */
  public Supplier<VirtualHosts> of(Settings.Listen listen) {
    Optional<Path> key = Optional.ofNullable(listen.clientCa());
    return () -> Objects.requireNonNull(current.get(key), "a configured listener");
  }

  private void watch() {
    long pause = LOOK.toNanos();
    try {
      while (!closed.await(pause, TimeUnit.NANOSECONDS)) {
        long began = System.nanoTime();
        lookOrSay();
        pause = Math.max(LOOK.toNanos(), SHARE * (System.nanoTime() - began));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it but who ends the process
    }
  }

  private void lookOrSay() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("certificates were not looked at", e); // and will be again
    }
  }

  /** Looks at the files and the clock once. */
  void look() {
    boolean changed = false;
    for (Entry entry : entries) {
      changed |= entry.identity().look();
    }
    for (Watched<ClientTrust> file : authorities.values()) {
      changed |= file.look();
    }
    long now = TicketKeys.period(clock.instant());
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

  private void register(MeterRegistry meters) {
    for (Entry entry : entries) {
      Gauge.builder(
              "fairlead_edge_certificate_not_after_seconds",
              entry.identity(),
              identity -> identity.value().notAfter().getEpochSecond())
          .description("when the certificate in use expires, since 1970")
          .tag("chain", entry.chain().toString())
          .register(meters);
    }
    Gauge.builder("fairlead_edge_certificates_broken", this, Certificates::broken)
        .description("certificates and client authorities whose files cannot be used now")
        .register(meters);
  }

  private long broken() {
    return entries.stream().filter(entry -> entry.identity().broken()).count()
        + authorities.values().stream().filter(Watched::broken).count();
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed.countDown();
  }
}
