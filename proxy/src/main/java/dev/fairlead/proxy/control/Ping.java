package dev.fairlead.proxy.control;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The health probe: asks every part that carries traffic to do some of its work, all at once.
 *
 * <p>{@code pong 2 loops=1 locks=0 catalog=1 writer=2 gossip=0 pid=4711} when all did, in
 * milliseconds; otherwise {@code stuck PART what it waits for}. Waits on no lock the parts use.
 * Thread-safe.
 */
final class Ping {
  /** How long all parts together may take; the watchdog's default deadline is twice that. */
  static final Duration LIMIT = Duration.ofMillis(250);

  /** How long a part that did not answer may take to say what it waits for. */
  private static final Duration EXPLAIN_LIMIT = Duration.ofMillis(100);

  private final List<Probe> probes;

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
    for (Map.Entry<Probe, CompletableFuture<String>> entry : answers.entrySet()) {
      String problem = await(entry.getValue(), start);
      if (problem == null) {
        return stuck(entry.getKey().part(), explain(entry.getKey()));
      } else if (!problem.isEmpty()) {
        return stuck(entry.getKey().part(), problem);
      }
    }
    return pong(start, millis);
  }

  /** The part's answer; null if it gave none in time. */
  private static @Nullable String await(CompletableFuture<String> answer, long start) {
    try {
      long left = LIMIT.toNanos() - (System.nanoTime() - start);
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

  private static String explain(Probe probe) {
    try {
      return CompletableFuture.supplyAsync(probe::waitsFor, Probe.ASKING)
          .completeOnTimeout("", EXPLAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (RuntimeException e) {
      return "failed: " + e;
    }
  }

  private static Answer stuck(String part, String what) {
    String oneLine =
        what.isBlank()
            ? "no answer within " + LIMIT.toMillis() + " ms"
            : what.lines().map(String::strip).limit(12).collect(Collectors.joining(" < "));
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("stuck", part);
    facts.put("waits_for", oneLine);
    return new Answer.Line("stuck " + part + " " + oneLine, facts);
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
