package dev.fairlead.proxy.control;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The health probe: asks every part that carries traffic to do some of its work, all at once.
 *
 * <p>{@code pong 2 loops=1 locks=0 catalog=1 writer=2 gossip=0 threads=0 pid=4711} when all did, in
 * milliseconds; otherwise {@code stuck PART what it waits for}, of the part that traffic needs
 * most, and the names of the others. Answers within {@link #LIMIT}. Waits on no lock the parts use.
 * Asks nothing of any other process: a node is not ill because its upstreams are. Thread-safe.
 */
final class Ping {
  /** How long an answer takes at most; the watchdog's default deadline is twice that. */
  static final Duration LIMIT = Duration.ofMillis(250);

  /** How long all parts together may take. */
  private static final Duration PARTS_LIMIT = Duration.ofMillis(200);

  /** How long a part that did not answer may take to say what it waits for. */
  private static final Duration EXPLAIN_LIMIT = LIMIT.minus(PARTS_LIMIT);

  /** Lines of a reason that are kept. */
  private static final int REASON_LINES = 12;

  private final List<Probe> probes;

  /**
   * A ping of these parts.
   *
   * @param probes the part that traffic needs most first
   */
  Ping(List<Probe> probes) {
    this.probes = List.copyOf(probes);
  }

  Answer run() {
    long start = System.nanoTime();
    Map<Probe, CompletableFuture<Long>> millis = new LinkedHashMap<>();
    Map<Probe, CompletableFuture<String>> answers = new LinkedHashMap<>();
    for (Probe probe : probes) {
      CompletableFuture<String> answer = probe.ask();
      answers.put(probe, answer);
      millis.put(probe, answer.thenApply(problem -> millisSince(start)));
    }
    Map<Probe, String> problems = new LinkedHashMap<>();
    answers.forEach((probe, answer) -> {
      String problem = await(answer, start);
      if (problem == null || !problem.isEmpty()) {
        problems.put(probe, problem == null ? "" : problem);
      }
    });
    return problems.isEmpty() ? pong(start, millis) : stuck(problems);
  }

  /** The part's answer; null if it gave none in time. */
  private static @Nullable String await(CompletableFuture<String> answer, long start) {
    try {
      long left = PARTS_LIMIT.toNanos() - (System.nanoTime() - start);
      return answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      return "failed: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /**
   * Names the first.
   *
   * @param problems what each part said; empty when it said nothing in time
   */
  private static Answer stuck(Map<Probe, String> problems) {
    Map.Entry<Probe, String> worst = problems.entrySet().iterator().next();
    String reason = worst.getValue().isEmpty() ? explain(worst.getKey()) : worst.getValue();
    String what =
        reason.isBlank()
            ? "no answer within " + PARTS_LIMIT.toMillis() + " ms"
            : reason.lines().map(String::strip).limit(REASON_LINES).collect(joining(" < "));
    String others = problems.keySet().stream().skip(1).map(Probe::part).collect(joining(", "));
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("stuck", worst.getKey().part());
    facts.put("waits_for", what);
    facts.put("others_stuck", others);
    String more = others.isEmpty() ? "" : "; neither do: " + others;
    return new Answer.Line("stuck " + worst.getKey().part() + " " + what + more, facts);
  }

  private static String explain(Probe probe) {
    try {
      return CompletableFuture.supplyAsync(probe::waitsFor, Probe.ASKING)
          .completeOnTimeout("", EXPLAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (RuntimeException e) {
      return "failed: " + e;
    }
  }

  private static Answer pong(long start, Map<Probe, CompletableFuture<Long>> millis) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("pong", millisSince(start));
    StringBuilder text = new StringBuilder("pong ").append(facts.get("pong"));
    millis.forEach((probe, took) -> {
      long part = took.join(); // complete: its answer was awaited above
      facts.put(probe.part() + "_ms", part);
      text.append(' ').append(probe.part()).append('=').append(part);
    });
    long pid = ProcessHandle.current().pid();
    facts.put("pid", pid); // so that a watchdog knows its own node from another on the same path
    text.append(" pid=").append(pid);
    return new Answer.Line(text.toString(), facts);
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
