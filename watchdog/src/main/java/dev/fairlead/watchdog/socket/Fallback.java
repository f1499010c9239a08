package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.system.Poll;
import dev.fairlead.watchdog.system.Streams;
import dev.fairlead.watchdog.system.SystemCallException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers clients in the place of a node that cannot be started: HTTP with 503, the control socket
 * with an error, others by closing.
 *
 * <p>One thread of its own, named {@code fallback}. At most {@value #MAX_CLIENTS} connections are
 * open; further ones wait in the kernel's queue. After {@link #stop} no connection is taken any
 * more: whoever waits then is the next node's. Thread-safe.
 */
public final class Fallback {
  /** Open connections. */
  static final int MAX_CLIENTS = 256;

  /** After an accept that failed, for want of descriptors perhaps. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Duration LONG = Duration.ofHours(1);

  private final String why;
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<Integer, RefusedClient> clients = new HashMap<>();
  private final Descriptor woken;
  private final Link waking;

  /** Guarded by this, as is every accept: none is under way when {@link #stop} returns. */
  private boolean stopped;

  private boolean pausing;

  /** A listening socket of its own, so that the watchdog may close the held one meanwhile. */
  private record Listener(Descriptor socket, Refusal refusal) {}

  private Fallback(Collection<HeldSocket> sockets, String why) throws IOException {
    this.why = why;
    for (HeldSocket socket : sockets) {
      if (socket.request().kind() != SocketKind.UDP) {
        Refusal refusal = Refusal.of(socket.request());
        listeners.add(new Listener(socket.descriptor().duplicate(), refusal));
      }
    }
    Link.Ends ends = Link.pair();
    this.waking = ends.mine();
    this.woken = ends.childs();
  }

  /**
   * Starts to answer.
   *
   * @param why one line for operators
   * @throws IOException when this process has no descriptors left
   */
  public static Fallback start(Collection<HeldSocket> sockets, String why) throws IOException {
    Fallback fallback = new Fallback(sockets, why.replaceAll("\\s+", " "));
    Thread.ofPlatform().daemon().name("fallback").start(fallback::run);
    return fallback;
  }

  /** Ends it. Returns at once; clients that have said something get their answer. */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    waking.close();
  }

  private void run() {
    try {
      while (!isStopped()) {
        round(Poll.readable(awaited(), patience()));
      }
    } catch (SystemCallException unexpected) {
      // Without poll nobody can be answered; clients wait in the queue for the next node.
    } finally {
      clients.values().forEach(client -> client.finish(why));
      listeners.forEach(listener -> listener.socket().close());
      woken.close();
    }
  }

  private void round(Set<Integer> ready) {
    long now = System.nanoTime();
    clients
        .values()
        .removeIf(client ->
            (ready.contains(client.number()) && client.readable(now, why))
                || client.expired(now, why));
    pausing = false;
    for (Listener listener : listeners) {
      if (ready.contains(listener.socket().number())) {
        acceptFrom(listener, now);
      }
    }
  }

  /** Takes one at a time: every listener has its turn. */
  private synchronized void acceptFrom(Listener listener, long now) {
    if (stopped || clients.size() >= MAX_CLIENTS) {
      return;
    }
    try {
      int number = Streams.accept(listener.socket().number());
      if (number != Streams.NOTHING) {
        welcome(Descriptor.own(number), listener.refusal(), now);
      }
    } catch (SystemCallException refused) {
      pausing = true;
    }
  }

  private void welcome(Descriptor socket, Refusal refusal, long now) {
    if (refusal == Refusal.SILENCE) {
      socket.close();
    } else {
      clients.put(socket.number(), new RefusedClient(socket, refusal, now));
    }
  }

  private Set<Integer> awaited() {
    Set<Integer> awaited = new HashSet<>(clients.keySet());
    awaited.add(woken.number());
    if (!pausing && clients.size() < MAX_CLIENTS) {
      listeners.forEach(listener -> awaited.add(listener.socket().number()));
    }
    return awaited;
  }

  private Duration patience() {
    long now = System.nanoTime();
    return clients.values().stream()
        .map(client -> client.patienceLeft(now))
        .reduce(pausing ? PAUSE : LONG, (a, b) -> a.compareTo(b) < 0 ? a : b);
  }

  private synchronized boolean isStopped() {
    return stopped;
  }
}
