package dev.fairlead.stress.soak;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * All clients at once, each on a virtual thread: does its kind of thing, pauses, does it again.
 *
 * <p>Bounded by {@link Kind#clients}. Thread-safe.
 */
final class Crowd implements AutoCloseable {
  private static final int LIMIT_MILLIS = 20_000;
  private static final int MESSAGE_BYTES = 100;

  private final Client.Door door;
  private final InetSocketAddress echo;
  private final Tally tally;
  private final List<Thread> threads = new ArrayList<>();

  /** Set once by {@link #close}, read by every client before each request. */
  private final AtomicBoolean ending = new AtomicBoolean();

  private Crowd(Client.Door door, InetSocketAddress echo, Tally tally) {
    this.door = door;
    this.echo = echo;
    this.tally = tally;
  }

  /**
   * Lets them all in.
   *
   * @param echo a TCP service that sends back what it gets
   */
  static Crowd start(
      Client.Door door, InetSocketAddress echo, Tally tally, SplittableRandom random) {
    Crowd crowd = new Crowd(door, echo, tally);
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < kind.clients(); i++) {
        SplittableRandom own = random.split();
        crowd.threads.add(
            Thread.ofVirtual()
                .name(kind.word())
                .start(() -> {
                  if (kind == Kind.STREAM) {
                    crowd.stream(own);
                  } else {
                    crowd.ask(kind, own);
                  }
                }));
      }
    }
    return crowd;
  }

  private void ask(Kind kind, SplittableRandom random) {
    try (Client client = new Client(kind, door, random.split())) {
      while (!ending.get()) {
        client.ask(tally);
        pause(kind, random);
      }
    }
  }

  private static void pause(Kind kind, SplittableRandom random) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1, 2 * kind.pauseMillis())));
  }

  /** A stream that breaks is a failure, and begins again. */
  private void stream(SplittableRandom random) {
    while (!ending.get()) {
      long begin = System.nanoTime();
      try (Socket socket = Soak.connect(echo, LIMIT_MILLIS)) {
        while (!ending.get()) {
          begin = System.nanoTime();
          byte[] message = Pattern.bytes(random.nextInt(1_000), MESSAGE_BYTES);
          socket.getOutputStream().write(message);
          byte[] back = socket.getInputStream().readNBytes(MESSAGE_BYTES);
          if (!Arrays.equals(message, back)) {
            throw new EOFException("something else came back");
          }
          tally.served(Kind.STREAM, begin, System.nanoTime());
          pause(Kind.STREAM, random);
        }
      } catch (IOException failed) {
        String what = failed instanceof ConnectException ? Failure.REFUSED : Failure.CUT;
        String why = String.valueOf(failed.getMessage());
        tally.failed(new Failure(Kind.STREAM, begin, System.nanoTime(), what, 0, why));
        pause(Kind.STREAM, random);
      }
    }
  }

  /** Waits for the answers that are under way. */
  @Override
  public void close() {
    ending.set(true);
    try {
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
