package dev.fairlead.proxy.demo;

import dev.fairlead.proxy.demo.AdminApi.Sql;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long a row written on one node takes until another node in another region routes by it.
 *
 * <p>The service is known but has no instance, so every region answers 503. Then its first instance
 * is registered at one node, and the others are asked until they carry a request there.
 */
final class ChangeDrill {
  /** What the demo promises. */
  static final Duration PROMISE = Duration.ofSeconds(1);

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Fleet fleet;
  private final Samples samples;
  private final Console console;
  private final int httpPort;

  ChangeDrill(Fleet fleet, Samples samples, Console console, int httpPort) {
    this.fleet = fleet;
    this.samples = samples;
    this.console = console;
    this.httpPort = httpPort;
  }

  /** Carries it out. */
  void run(Region written, Findings findings) throws IOException, InterruptedException {
    String host = Samples.LATER + ".demo";
    console.chapter("A new instance");
    console.say(
        "The service '%s' is known everywhere and runs nowhere: nrt answers %s."
            .formatted(Samples.LATER, answer(Region.NRT, host)));
    Sql row = samples.startLater(written);
    CompletableFuture<Long> waw = firstGood(Region.WAW, host);
    CompletableFuture<Long> nrt = firstGood(Region.NRT, host);
    long start = System.nanoTime();
    fleet.node(written).api().write(List.of(row));
    long millis = Math.max(millis(waw, start), millis(nrt, start));
    console.say(
        "An instance is written to the database of %s. waw carries a request to it %d ms later, nrt %d ms."
            .formatted(written.id(), millis(waw, start), millis(nrt, start)));
    findings.add(
        millis < PROMISE.toMillis(),
        "an instance written in %s was used by the other regions within %d ms (promised: %d)"
            .formatted(written.id(), millis, PROMISE.toMillis()));
  }

  private String answer(Region region, String host) {
    try (HttpConnection connection = new HttpConnection(address(region))) {
      HttpConnection.Response response = connection.get(host);
      return response.status() + " " + response.header("Fairlead-Error");
    } catch (IOException failed) {
      return String.valueOf(failed.getMessage());
    }
  }

  /** Completes with the time of the first good answer, or exceptionally after the limit. */
  private CompletableFuture<Long> firstGood(Region region, String host) {
    CompletableFuture<Long> first = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (HttpConnection connection = new HttpConnection(address(region))) {
            if (Waiting.until(LIMIT, () -> connection.get(host).status() == 200) < 0) {
              throw new IOException("no good answer within " + LIMIT);
            }
            first.complete(System.nanoTime());
          } catch (IOException | InterruptedException | RuntimeException failed) {
            first.completeExceptionally(failed);
          }
        });
    return first;
  }

  /** Milliseconds from the start to that time; far too many when it never came. */
  private static long millis(CompletableFuture<Long> time, long start) throws InterruptedException {
    try {
      return (time.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS) - start) / 1_000_000;
    } catch (ExecutionException | TimeoutException never) {
      return LIMIT.toMillis();
    }
  }

  private InetSocketAddress address(Region region) {
    return new InetSocketAddress(region.host(), httpPort);
  }
}
