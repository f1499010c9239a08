package dev.fairlead.proxy.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The TLS handshakes of all clients: begun, counted, bounded.
 *
 * <p>Bound: {@value #MAX_PENDING} at a time; the connection that would begin one more is closed at
 * once. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Handshakes {
  /** Handshakes at a time: with 16 KiB of first message each they hold 160 MiB at worst. */
  public static final int MAX_PENDING = 10_000;

  private final AtomicInteger pending = new AtomicInteger();
  private final Counter done;
  private final Map<HandshakeFailure, Counter> failed = new EnumMap<>(HandshakeFailure.class);

  /**
   * Told what became of a handshake, on the connection's event loop.
   *
   * @param established fills the pipeline behind TLS
   * @param failed told why there will be none; not of a client that left before it said anything
   *     whole
   */
  public record Outcome(Consumer<TlsSession> established, Consumer<HandshakeFailure> failed) {}

  /** Registers its meters. */
  public Handshakes(MeterRegistry meters) {
    Gauge.builder("fairlead_edge_handshakes_pending", pending, AtomicInteger::get)
        .description("TLS handshakes that run now")
        .register(meters);
    done =
        Counter.builder("fairlead_edge_handshakes")
            .description("TLS handshakes completed")
            .register(meters);
    for (HandshakeFailure reason : HandshakeFailure.values()) {
      failed.put(
          reason,
          Counter.builder("fairlead_edge_handshakes_failed")
              .description("TLS handshakes that came to nothing")
              .tag("reason", reason.label())
              .register(meters));
    }
  }

  /**
   * Begins with a connection that was just accepted; on its event loop.
   *
   * @param hosts asked once the client said whom it wants
   * @param limit for all of it, whatever the client sends
   * @param outcome what becomes of it
   */
  public void begin(
      Channel channel, Supplier<VirtualHosts> hosts, Duration limit, Outcome outcome) {
    if (pending.incrementAndGet() > MAX_PENDING) {
      pending.decrementAndGet();
      count(HandshakeFailure.FULL);
      outcome.failed().accept(HandshakeFailure.FULL);
      channel.close();
      return;
    }
    Handshake handshake = new Handshake(this, hosts, System.nanoTime() + limit.toNanos(), outcome);
    channel.pipeline().addLast(handshake.reader(limit), handshake);
  }

  /** One is complete. */
  void succeeded() {
    pending.decrementAndGet();
    done.increment();
  }

  /** One came to nothing. */
  void failed(HandshakeFailure reason) {
    pending.decrementAndGet();
    count(reason);
  }

  private void count(HandshakeFailure reason) {
    Counter counter = failed.get(reason);
    if (counter != null) { // always: there is one for each
      counter.increment();
    }
  }
}
