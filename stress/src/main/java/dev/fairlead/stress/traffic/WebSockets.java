package dev.fairlead.stress.traffic;

import dev.fairlead.stress.traffic.Visit.Kind;
import dev.fairlead.stress.traffic.Visit.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets that each send a message every second and want it back; none is opened again.
 *
 * <p>Thread-safe.
 */
public final class WebSockets implements AutoCloseable {
  private static final long PERIOD_NANOS = 1_000_000_000;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MAX_ANSWERS = 100;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final Consumer<Visit> visits;
  private final List<Thread> threads = new ArrayList<>();

  /** Counted down once by each that ends before its client wanted it to. */
  private final AtomicInteger open = new AtomicInteger();

  /** Set once by {@link #close}, read by every thread before each message. */
  private final AtomicBoolean ending = new AtomicBoolean();

  private WebSockets(Consumer<Visit> visits) {
    this.visits = visits;
  }

  /** Opens {@code count} of them. */
  public static WebSockets open(InetSocketAddress web, int count, Consumer<Visit> visits)
      throws IOException {
    WebSockets all = new WebSockets(visits);
    for (int i = 0; i < count; i++) {
      all.add(web, System.nanoTime() + PERIOD_NANOS * i / count);
    }
    return all;
  }

  private void add(InetSocketAddress web, long first) throws IOException {
    Answers answers = new Answers();
    URI uri = URI.create("ws://" + web.getHostString() + ":" + web.getPort() + Origins.WEB_SOCKETS);
    try {
      WebSocket socket =
          http.newWebSocketBuilder().connectTimeout(CONNECT).buildAsync(uri, answers).join();
      open.incrementAndGet();
      threads.add(Thread.ofVirtual().start(() -> talk(socket, answers, first)));
    } catch (CompletionException e) {
      throw new IOException("no WebSocket: " + e.getCause(), e);
    }
  }

  private void talk(WebSocket socket, Answers answers, long first) {
    for (long due = first; !ending.get(); due += PERIOD_NANOS) {
      while (due - System.nanoTime() > 0 && !ending.get()) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      if (ending.get()) {
        break;
      }
      Visit visit = exchange(socket, answers, due);
      visits.accept(visit);
      if (!visit.served()) {
        open.decrementAndGet();
        socket.abort();
        return;
      }
    }
    socket.abort();
  }

  private static Visit exchange(WebSocket socket, Answers answers, long due) {
    String message = "message due " + due;
    String problem;
    try {
      var _ = socket.sendText(message, true).join();
      @Nullable String answer = answers.lines.poll(Traffic.LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      problem = message.equals(answer) ? "" : String.valueOf(answer);
    } catch (CompletionException e) {
      problem = String.valueOf(e.getCause());
    } catch (InterruptedException e) {
      problem = "interrupted";
    }
    return new Visit(
        Kind.WEBSOCKET,
        due,
        System.nanoTime(),
        problem.isEmpty() ? Outcome.SERVED : Outcome.CUT,
        problem);
  }

  /** How many have not been ended by the other side. */
  public int open() {
    return open.get();
  }

  @Override
  public void close() {
    ending.set(true);
    threads.forEach(LockSupport::unpark);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }

  /** What came back, message by message; the end of the connection too. */
  private static final class Answers implements WebSocket.Listener {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MAX_ANSWERS);

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      boolean _ = lines.offer(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      boolean _ = lines.offer("closed with " + code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      boolean _ = lines.offer("broken: " + error);
    }
  }
}
