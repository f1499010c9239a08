package dev.fairlead.stress.soak;

import dev.fairlead.stress.node.SupervisedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes what is around the node, in an order drawn from a seed: instances come, go in order and
 * die, limits and policies change, certificates are rewritten, the configuration is reloaded.
 *
 * <p>Confined to one thread.
 */
final class Turmoil implements AutoCloseable {
  /** Fewer are never left, so that a request that may go elsewhere can. */
  private static final int FEWEST = 3;

  private static final int MOST = 7;
  private static final int LEAST_PAUSE_MILLIS = 200;
  private static final int MOST_PAUSE_MILLIS = 1_200;

  /** Until every part of the node has heard of a change, generously. */
  private static final long HEARD_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Until connections that were reset are known to be. */
  private static final long RESET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

  /** What can happen. */
  private enum Event {
    ADD,
    RETIRE,
    KILL,
    NO_ROOM,
    LIMITS,
    BALANCE,
    SMALL_BODIES,
    RENEW,
    RELOAD
  }

  private final SupervisedNode node;
  private final Tally tally;
  private final SplittableRandom random;
  private final List<Path> certificates;
  private final List<Instance> up = new ArrayList<>();
  private final Map<Event, Integer> counts = new EnumMap<>(Event.class);
  private int named;

  /**
   * Around {@code node}.
   *
   * @param certificates folders with {@code chain.pem} and {@code key.pem} to take turns; the first
   *     is what the node uses
   */
  Turmoil(SupervisedNode node, Tally tally, SplittableRandom random, List<Path> certificates) {
    this.node = node;
    this.tally = tally;
    this.random = random;
    this.certificates = List.copyOf(certificates);
  }

  /** The service and its first instances. */
  void begin() throws IOException {
    node.api().execute("INSERT INTO service(id, policy) VALUES ('soak', ?)", Policies.usual("p2c"));
    node.api()
        .execute("INSERT INTO route(id, service, host) VALUES ('soak', 'soak', ?)", Soak.HOST);
    while (up.size() < FEWEST + 1) {
      add();
    }
  }

  /** The next thing happens; then it is quiet for a moment. */
  void step() throws IOException {
    Event event = Event.values()[random.nextInt(Event.values().length)];
    counts.merge(event, 1, Integer::sum);
    switch (event) {
      case ADD -> {
        if (up.size() < MOST) {
          add();
        }
      }
      case RETIRE -> {
        if (up.size() > FEWEST) {
          retire(up.remove(random.nextInt(up.size())));
        }
      }
      case KILL -> {
        if (up.size() > FEWEST) {
          kill(up.remove(random.nextInt(up.size())));
        }
      }
      case NO_ROOM -> noRoom();
      case LIMITS -> limits(random.nextInt(20), 0);
      case BALANCE -> policy(Policies.usual(Policies.balance(random)));
      case SMALL_BODIES -> smallBodies();
      case RENEW -> renew();
      case RELOAD -> reload();
    }
    pause(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void add() throws IOException {
    Instance instance = new Instance("s" + named++);
    up.add(instance);
    node.api()
        .execute(
            "INSERT INTO instance(id, service, endpoint) VALUES (?, 'soak', ?)",
            instance.id(),
            instance.endpoint());
  }

  /** As an operator would: nobody may notice. */
  private void retire(Instance instance) throws IOException {
    List<String> answer = node.ask("set instance " + instance.id() + " state drain");
    if (answer.getFirst().startsWith("error")) {
      throw new IOException(answer.getFirst());
    }
    LockSupport.parkNanos(LAST_NANOS);
    if (!SupervisedNode.awaitWithin(IDLE_LIMIT, instance::idle)) {
      throw new IOException(instance.id() + " is still used although it drains");
    }
    forget(instance);
    LockSupport.parkNanos(LAST_NANOS);
    instance.close();
  }

  /** What it has in its hands may be lost, nothing else; who runs it is slow to say so. */
  private void kill(Instance instance) throws IOException {
    long from = System.nanoTime();
    instance.kill();
    tally.happened(new Incident(Rule.INSTANCE_KILLED, from, System.nanoTime() + RESET_NANOS));
    pause(random.nextInt(2 * MOST_PAUSE_MILLIS));
    forget(instance);
  }

  private void forget(Instance instance) throws IOException {
    node.api().execute("DELETE FROM instance WHERE id = ?", instance.id());
  }

  private void noRoom() throws IOException {
    long from = System.nanoTime();
    limits(0, 1);
    pause(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
    limits(0, 0);
    tally.happened(new Incident(Rule.HARD_LIMIT, from, System.nanoTime() + HEARD_NANOS));
  }

  private void limits(int soft, int hard) throws IOException {
    node.api().execute("UPDATE instance SET soft = ?, hard = ? WHERE service = 'soak'", soft, hard);
  }

  private void smallBodies() throws IOException {
    long from = System.nanoTime();
    policy(Policies.smallBodies());
    pause(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
    policy(Policies.usual("p2c"));
    tally.happened(new Incident(Rule.LARGE_BODY, from, System.nanoTime() + HEARD_NANOS));
  }

  private void policy(String json) throws IOException {
    node.api().execute("UPDATE service SET policy = ? WHERE id = 'soak'", json);
  }

  /** The next certificate takes the place of the one in use. */
  private void renew() throws IOException {
    Path used = certificates.getFirst();
    Path next = certificates.get(1 + random.nextInt(certificates.size() - 1));
    for (String file : List.of("key.pem", "chain.pem")) {
      Files.copy(next.resolve(file), used.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void reload() throws IOException {
    Path config = node.place().config();
    String text = Files.readString(config);
    boolean info = text.contains("level = \"info\"");
    String now = "level = \"" + (info ? "info" : "warn") + "\"";
    String next = "level = \"" + (info ? "warn" : "info") + "\"";
    // Whole, or a spare that starts just now reads half of it.
    Path whole = Files.writeString(config.resolveSibling("next.toml"), text.replace(now, next));
    Files.move(whole, config, StandardCopyOption.ATOMIC_MOVE);
    List<String> answer = node.ask("reload");
    if (!answer.getFirst().startsWith("reloaded")) {
      throw new IOException("reload: " + answer);
    }
  }

  /** How often what happened. */
  @Override
  public String toString() {
    return counts.toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    up.forEach(Instance::close);
  }
}
