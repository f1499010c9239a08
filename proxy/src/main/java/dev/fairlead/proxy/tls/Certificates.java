package dev.fairlead.proxy.tls;

import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
 *   configuration ──reload───► which files┘
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

  private final TicketKeys tickets;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable MultiGauge expiries;

  /** Volatile: written by a reload, read by the thread that looks and by handshakes. */
  private volatile Shelf shelf;

  private Certificates(TicketKeys tickets, InstantSource clock, Shelf shelf) {
    this.tickets = tickets;
    this.clock = clock;
    this.shelf = shelf;
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
    return new Certificates(
        tickets, clock, read(settings.certificates(), settings.listeners(), tickets, clock));
  }

  private static Shelf read(
      List<Settings.Certificate> certificates,
      List<Settings.Listen> listeners,
      TicketKeys tickets,
      InstantSource clock) {
    try {
      return Shelf.read(certificates, listeners, tickets, TicketKeys.period(clock.instant()));
    } catch (BadValue | SSLException e) {
      throw unusable("cannot use a certificate", e);
    }
  }

  private static UncheckedIOException unusable(String what, @Nullable Throwable cause) {
    String why = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new UncheckedIOException(what + ": " + why, new IOException(cause));
  }

  /**
   * Reads other files, or the same again.
   *
   * @param certificates at least one
   * @param listeners all that there are, as they are to be
   * @return has them served from then on
   * @throws UncheckedIOException naming the file that cannot be used; nothing changes then
   */
  public Runnable prepare(
      List<Settings.Certificate> certificates, List<Settings.Listen> listeners) {
    Shelf next = read(certificates, listeners, tickets, clock);
    return () -> {
      shelf = next;
      showExpiries();
    };
  }

  /**
   * What {@code listen}, one of the configured https listeners, serves at the moment it is asked.
   */
  public Supplier<VirtualHosts> of(Settings.Listen listen) {
    Optional<Path> key = Optional.ofNullable(listen.clientCa());
    return () -> Objects.requireNonNull(shelf.of(key), "a configured listener");
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
    shelf.look(TicketKeys.period(clock.instant()));
  }

  private void register(MeterRegistry meters) {
    expiries =
        MultiGauge.builder("fairlead_edge_certificate_not_after_seconds")
            .description("when the certificate in use expires, since 1970")
            .register(meters);
    showExpiries();
    Gauge.builder("fairlead_edge_certificates_broken", this, c -> c.shelf.broken())
        .description("certificates and client authorities whose files cannot be used now")
        .register(meters);
  }

  private void showExpiries() {
    if (expiries != null) {
      expiries.register(shelf.expiring().stream().map(Certificates::expiry).toList(), true);
    }
  }

  private static MultiGauge.Row<Watched<Identity>> expiry(Shelf.Entry entry) {
    return MultiGauge.Row.of(
        Tags.of("chain", entry.chain().toString()),
        entry.identity(),
        identity -> identity.value().notAfter().getEpochSecond());
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed.countDown();
  }
}
