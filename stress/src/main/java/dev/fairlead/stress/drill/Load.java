package dev.fairlead.stress.drill;

import dev.fairlead.stress.drill.Asked.Answer;
import dev.fairlead.stress.drill.Judge.Ruling;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The clients of the drill: each asks one proxy for hosts of services, in any case of letters, and
 * now and then for hosts that never existed, and has every answer judged.
 *
 * <p>{@link #run} is for one thread per client; the counts are thread-safe.
 */
final class Load {
  private static final int UNKNOWN_PERCENT = 10;
  private static final int REQUESTS_PER_CONNECTION = 50;
  private static final long PACE_NANOS = 8_000_000; // 125 requests a second each

  private final Judge judge;
  private final Journal journal;
  private final int services;
  private final ConcurrentMap<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Histogram staleMicros = new ConcurrentHistogram(3);

  /** Written by the drill once, read by every client between two requests. */
  private volatile boolean stopped;

  Load(Judge judge, Journal journal, int services) {
    this.judge = judge;
    this.journal = journal;
    this.services = services;
  }

  /** Asks until {@link #stop}. */
  void run(DrillNode node, SplittableRandom random) {
    long next = System.nanoTime();
    try (Asker asker = new Asker(node.proxy())) {
      for (int i = 1; !stopped; i++) {
        ask(node.region(), asker, random);
        if (i % REQUESTS_PER_CONNECTION == 0) {
          asker.hangUp();
        }
        next = Math.max(next + PACE_NANOS, System.nanoTime() - PACE_NANOS);
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  void stop() {
    stopped = true;
  }

  private void ask(Region region, Asker asker, SplittableRandom random) {
    boolean known = random.nextInt(100) >= UNKNOWN_PERCENT;
    // The smaller numbers more often, so that some services stay loaded and others come and go.
    int number = random.nextInt(1 + random.nextInt(services));
    String service = known ? "s" + number : "";
    String host = known ? Hosts.of(service) : "u" + random.nextInt(1_000_000) + ".drill.example";
    String written = random.nextInt(10) == 0 ? host.toUpperCase(Locale.ROOT) : host;
    long from = System.nanoTime();
    Answer answer = asker.ask(written, "");
    judge(new Asked(region, service, written, from, System.nanoTime(), answer));
  }

  private void judge(Asked asked) {
    Ruling ruling = judge.rule(asked);
    count(asked);
    if (ruling.wrong().isEmpty()) {
      staleMicros.recordValue(ruling.staleNanos() / 1000);
    } else {
      journal.wrong(
          "%s asked for %s: %s; asked at %s, answered at %s: %s"
              .formatted(
                  asked.at().id(),
                  asked.host(),
                  ruling.wrong(),
                  journal.time(asked.from()).strip(),
                  journal.time(asked.to()).strip(),
                  asked.answer()));
    }
  }

  private void count(Asked asked) {
    String error = asked.answer().error();
    String kind =
        error.isEmpty()
            ? asked.answer().server().startsWith(asked.at().id() + "/") ? "here" : "elsewhere"
            : error.split(":", 2)[0];
    answers.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  /** Answers by kind. */
  Map<String, LongAdder> answers() {
    return answers;
  }

  /** How long before its request an answer had last been right, in microseconds. */
  Histogram staleMicros() {
    return staleMicros;
  }
}
