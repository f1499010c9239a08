package dev.fairlead.proxy.supervise;

import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.Message;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's end of the link: one thread reads it and sorts what comes.
 *
 * <p>Orders queue for the thread that takes the node's steps; the answer to a question goes to
 * whoever asked; {@code quiesce} is obeyed by the reading thread itself, because the other may
 * hang. Thread-safe.
 */
final class WatchdogLink {
  /** Orders that wait; a watchdog that sends more is told nothing and its further ones are lost. */
  private static final int MAX_ORDERS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(WatchdogLink.class);

  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(MAX_ORDERS);
  private final CompletableFuture<Message> welcome = new CompletableFuture<>();
  private final Runnable quiesce;

  /** The question asked now; set by the asker, taken by whoever answers it. */
  private final AtomicReference<@Nullable Question> open = new AtomicReference<>();

  /** Volatile: replaced when another watchdog takes over, read by every sender. */
  private volatile Link link;

  private record Question(String name, CompletableFuture<Message> answer) {}

  private WatchdogLink(Link link, Runnable quiesce) {
    this.link = link;
    this.quiesce = quiesce;
  }

  /** Reads {@code link} from now on; {@code quiesce} stops accepting and waits for nothing. */
  static WatchdogLink over(Link link, Runnable quiesce) {
    WatchdogLink created = new WatchdogLink(link, quiesce);
    created.follow(link);
    return created;
  }

  /** Goes on with another watchdog. */
  void adopt(Link next) {
    link = next;
    follow(next);
  }

  private void follow(Link current) {
    Thread.ofPlatform().daemon().name("watchdog-link").start(() -> read(current));
  }

  private void read(Link current) {
    try (current) {
      for (Message message = next(current); message != null; message = next(current)) {
        sort(message);
      }
    } catch (IOException broken) {
      LOG.warn("the link to the watchdog broke: {}", broken.toString());
    }
    fail(new IOException("the watchdog is gone"));
    order(Order.LOST);
  }

  private static @Nullable Message next(Link current) throws IOException {
    while (true) {
      try {
        return current.receive();
      } catch (ProtocolException garbage) {
        LOG.warn("from the watchdog: {}", garbage.getMessage());
      }
    }
  }

  private void sort(Message message) {
    switch (message.verb()) {
      case "welcome" -> welcome.complete(message);
      case "socket", "refused" -> answer(message);
      case "serve" -> order(Order.SERVE);
      case "own" -> order(Order.OWN);
      case "quiesce" -> quiesce.run();
      case "handover" -> order(Order.HANDOVER);
      case "wait" -> order(Order.WAIT);
      default -> {
        LOG.warn("the watchdog says '{}', which this version does not know", message.verb());
        message.discard();
      }
    }
  }

  private void answer(Message message) {
    Question asked = open.get();
    if (asked == null || !asked.name.equals(message.value("name", ""))) {
      message.discard(); // nobody waits for it any more
    } else if (open.compareAndSet(asked, null)) {
      asked.answer.complete(message);
    }
  }

  private void fail(IOException why) {
    welcome.completeExceptionally(why);
    Question asked = open.getAndSet(null);
    if (asked != null) {
      asked.answer.completeExceptionally(why);
    }
  }

  /** Adds an order, as the watchdog would. */
  void order(Order order) {
    if (!orders.offer(order)) {
      LOG.warn("more than {} orders wait, '{}' is lost", MAX_ORDERS, order);
    }
  }

  /** The next order; null if none came for {@code limit}. */
  @Nullable Order next(Duration limit) {
    try {
      return orders.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Order.STOP;
    }
  }

  /** The order that is next; null if none waits. */
  @Nullable Order waiting() {
    return orders.peek();
  }

  /** The first message of the watchdog. */
  Message welcome(Duration limit) throws IOException {
    return await(welcome, limit);
  }

  /** Asks for a socket and waits for the answer. One question at a time. */
  synchronized Message ask(Message question, Duration limit) throws IOException {
    Question asked = new Question(question.value("name"), new CompletableFuture<>());
    open.set(asked);
    link.send(question);
    return await(asked.answer, limit);
  }

  private static Message await(CompletableFuture<Message> answer, Duration limit)
      throws IOException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the watchdog does not answer", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Tells the watchdog; whether it could be told. */
  boolean tell(Message message) {
    try {
      link.send(message);
      return true;
    } catch (IOException e) {
      LOG.warn("telling the watchdog: {}", e.getMessage());
      return false;
    }
  }
}
