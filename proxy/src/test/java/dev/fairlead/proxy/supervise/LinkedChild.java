package dev.fairlead.proxy.supervise;

import dev.fairlead.watchdog.ledger.NodeReader;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.Message;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A node process at the other end of a link; {@code bind} is answered as it comes. */
final class LinkedChild {
  private static final int LIMIT_SECONDS = 60;

  private final StandIn standIn;
  private final ProcessHandle process;
  private final Link link;
  private final Map<String, CompletableFuture<Message>> said = new ConcurrentHashMap<>();

  /** What it writes about itself; null for one that was adopted. */
  NodeReader ledger;

  LinkedChild(StandIn standIn, ProcessHandle process, Link link) {
    this.standIn = standIn;
    this.process = process;
    this.link = link;
    Thread.ofPlatform().daemon().name("stand-in").start(this::read);
  }

  private void read() {
    try {
      for (Message message = link.receive(); message != null; message = link.receive()) {
        switch (message.verb()) {
          case "bind" -> link.send(standIn.answer(message));
          case "held" -> standIn.keep(message);
          default -> on(message.verb()).complete(message);
        }
      }
    } catch (IOException e) {
      // The process is gone, as some tests want.
    }
    on("gone").complete(Message.of("gone"));
  }

  private CompletableFuture<Message> on(String verb) {
    return said.computeIfAbsent(verb, _ -> new CompletableFuture<>());
  }

  /** Waits until it said {@code verb} for the first time. */
  Message await(String verb) throws Exception {
    CompletableFuture<Message> answer = on(verb);
    CompletableFuture.anyOf(answer, on("failed"), on("gone")).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!answer.isDone()) {
      throw new AssertionError(
          "instead of " + verb + ": " + said.keySet() + " " + on("failed").getNow(null));
    }
    return answer.join();
  }

  /** Whether it has said {@code verb}. */
  boolean said(String verb) {
    return on(verb).isDone();
  }

  void send(Message message) throws IOException {
    link.send(message);
  }

  void send(String verb) throws IOException {
    link.send(Message.of(verb));
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  void awaitEnd() throws Exception {
    process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** {@code kill -9}. */
  void kill() throws Exception {
    process.destroyForcibly();
    awaitEnd();
  }

  void closeLink() {
    link.close();
  }

  void end() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
