package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.ledger.LockState;
import dev.fairlead.watchdog.ledger.LoopState;
import dev.fairlead.watchdog.ledger.Vitals;
import dev.fairlead.watchdog.proc.ProcessState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was stuck and what it waited for, out of what was found. Pure.
 *
 * <p>The first rule that applies speaks, from the surest to the vaguest:
 *
 * <table>
 * <caption>rules</caption>
 * <tr><th>seen</th><th>stuck</th></tr>
 * <tr><td>the process had ended</td><td>nothing: how it ended, and whether memory had run out</td></tr>
 * <tr><td>state T</td><td>every thread, stopped from outside</td></tr>
 * <tr><td>a lock with a word that nobody's presence explains</td><td>the lock, damaged</td></tr>
 * <tr><td>a lock held, or waited for, for {@value #LONG_MILLIS} ms</td><td>its holder</td></tr>
 * <tr><td>the JVM says deadlock</td><td>the threads in it</td></tr>
 * <tr><td>the bookkeeper itself wrote nothing for {@value #LONG_MILLIS} ms</td><td>the whole JVM</td></tr>
 * <tr><td>loops that do not tick</td><td>these loops</td></tr>
 * <tr><td>the verdict names a part</td><td>the thread of that part</td></tr>
 * <tr><td>control silent, all else moves</td><td>the threads of the control socket</td></tr>
 * <tr><td>none of these</td><td>nothing that shows</td></tr>
 * </table>
 *
 * @param stuck what, one sentence
 * @param waits for what, one sentence
 */
record Diagnosis(String stuck, String waits) {
  /** From here on a loop, a lock or a silence is long; loops of a healthy node lag less. */
  static final long LONG_MILLIS = 200;

  /** Heap in use, in hundredths, from which on it counts as full. */
  private static final long FULL = 95;

  private static final int FRAMES = 3;

  /** Which thread does the work of a part that a ping names. */
  private static final Map<String, String> THREADS =
      Map.of("writer", "fairlead-writer", "catalog", "catalog-writer", "gossip", "gossip-");

  static Diagnosis of(Findings found) {
    return Stream.<Function<Findings, Optional<Diagnosis>>>of(
            Diagnosis::ended,
            Diagnosis::stopped,
            Diagnosis::damagedLock,
            Diagnosis::heldLock,
            Diagnosis::deadlock,
            Diagnosis::pausedJvm,
            Diagnosis::loops,
            Diagnosis::part,
            Diagnosis::control)
        .flatMap(rule -> rule.apply(found).stream())
        .findFirst()
        .orElse(
            new Diagnosis(
                "Neither its own notes nor its stacks show what was stuck.",
                "What it waited for is not known."));
  }

  private static Optional<Diagnosis> ended(Findings found) {
    if (found.state() != ProcessState.GONE) {
      return Optional.empty();
    }
    Vitals.Heap heap = found.ledger().vitals().heap();
    boolean full = heap.maxBytes() > 0 && heap.usedBytes() * 100 >= heap.maxBytes() * FULL;
    String memory =
        full
            ? "Its heap was full: %d of %d MiB."
                .formatted(heap.usedBytes() >> 20, heap.maxBytes() >> 20)
            : lastWords(found.ledger().log());
    return Optional.of(
        new Diagnosis("Nothing was left to be stuck: the process had ended by itself.", memory));
  }

  private static String lastWords(List<String> log) {
    return log.stream()
        .filter(line -> line.contains(" ERROR ") || line.contains("OutOfMemoryError"))
        .reduce((_, last) -> last)
        .map(line -> "It waited for nothing; its last error was: " + line)
        .orElse("It waited for nothing and had logged no error.");
  }

  private static Optional<Diagnosis> stopped(Findings found) {
    return found.state() != ProcessState.STOPPED
        ? Optional.empty()
        : Optional.of(
            new Diagnosis(
                "Every thread: the process was stopped (state T).",
                "It waited for SIGCONT; a signal or a debugger had stopped it from outside."));
  }

  private static Optional<Diagnosis> damagedLock(Findings found) {
    return found.ledger().locks().stream()
        .filter(lock -> lock.word() != 0 && lock.holders().isEmpty())
        .filter(lock -> !lock.waiters().isEmpty() || found.text().contains(lock.name()))
        .findFirst()
        .map(lock ->
            new Diagnosis(
                "The lock '%s': its word is 0x%016x (%s), but no thread is inside."
                    .formatted(lock.name(), lock.word(), lock.meaning()),
                "%d threads wait for it and nobody can open it; %s."
                    .formatted(
                        lock.waiting(),
                        lock.lastWriter().stream()
                            .findFirst()
                            .map(w ->
                                "the last to write was %s for \"%s\""
                                    .formatted(w.thread(), w.label()))
                            .orElse("nobody has written under it"))));
  }

  private static Optional<Diagnosis> heldLock(Findings found) {
    for (LockState lock : found.ledger().locks()) {
      for (LockState.Holder holder : lock.holders()) {
        long millis = found.ledger().agoMillis(holder.sinceNanos());
        if (millis >= LONG_MILLIS) {
          return Optional.of(
              new Diagnosis(
                  "The lock '%s': thread %s is inside (%s, \"%s\") since %d ms, %d wait."
                      .formatted(
                          lock.name(),
                          holder.thread(),
                          holder.mode(),
                          holder.label(),
                          millis,
                          lock.waiting()),
                  doing(found.dump(), holder.thread())));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Diagnosis> deadlock(Findings found) {
    return found.dump().deadlocks().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Diagnosis(
                "Threads that wait for each other: " + found.dump().deadlocks().getFirst(),
                "Each waits for a lock that the next one has; threads.txt has the circle at its end."));
  }

  private static Optional<Diagnosis> pausedJvm(Findings found) {
    long silent = found.ledger().silentMillis();
    if (silent < LONG_MILLIS) {
      return Optional.empty();
    }
    Vitals vitals = found.ledger().vitals();
    String busy =
        found.busy().isEmpty()
            ? "none of its threads was on a processor"
            : "on a processor or in the disk were " + String.join(", ", found.busy());
    return Optional.of(
        new Diagnosis(
            "The whole JVM: even the thread that keeps its books did nothing for %d ms."
                .formatted(silent),
            "It waited for the JVM itself (a collection or another pause) or for the host: %s; heap %d of %d MiB, %d ms in collections."
                .formatted(
                    busy,
                    vitals.heap().usedBytes() >> 20,
                    vitals.heap().maxBytes() >> 20,
                    vitals.collectionMillis())));
  }

  private static Optional<Diagnosis> loops(Findings found) {
    List<LoopState> all = found.ledger().loops();
    List<LoopState> late =
        all.stream().filter(l -> l.lagNanos() >= LONG_MILLIS * 1_000_000).toList();
    if (late.isEmpty()) {
      return Optional.empty();
    }
    LoopState worst = late.getFirst();
    String names = late.stream().map(LoopState::name).limit(8).collect(Collectors.joining(", "));
    return Optional.of(
        new Diagnosis(
            "%d of %d event loops: %s, since %d ms."
                .formatted(late.size(), all.size(), names, worst.lagNanos() / 1_000_000),
            doing(found.dump(), worst.name())));
  }

  private static Optional<Diagnosis> part(Findings found) {
    return THREADS.entrySet().stream()
        .filter(part -> found.text().contains(": " + part.getKey() + " "))
        .findFirst()
        .map(part ->
            found.dump().stacks().stream()
                .map(ThreadDump.Stack::name)
                .filter(name -> name.startsWith(part.getValue()))
                .findFirst()
                .orElse(part.getValue()))
        .map(thread ->
            new Diagnosis(
                "Thread " + thread + ", whose part the ping named.", doing(found.dump(), thread)));
  }

  private static Optional<Diagnosis> control(Findings found) {
    if (found.silence().isEmpty()) {
      return Optional.empty();
    }
    List<ThreadDump.Stack> carriers =
        found.dump().stacks().stream().filter(stack -> !stack.carries().isEmpty()).toList();
    String stuck = "The control socket alone: " + found.silence() + ", while the loops moved.";
    return Optional.of(
        carriers.isEmpty()
            ? new Diagnosis(
                stuck, "No virtual thread was running; what it waited for is not known.")
            : new Diagnosis(
                stuck,
                "All it is answered by are virtual threads, and %d of them held the carriers: %s."
                    .formatted(carriers.size(), frames(carriers.getFirst()))));
  }

  /** What a thread does or waits for, one sentence. */
  private static String doing(ThreadDump dump, String thread) {
    return dump.named(thread)
        .map(stack -> {
          String wait = dump.waitOf(stack);
          return "Thread %s %s, in %s."
              .formatted(
                  thread,
                  wait.isEmpty() ? "was " + stack.state() : "waited for " + wait,
                  frames(stack));
        })
        .orElse("The stack of thread " + thread + " is not known: no dump has it.");
  }

  /** The first frames that are ours; the top frame if none is. */
  private static String frames(ThreadDump.Stack stack) {
    List<String> own = stack.ownFrames();
    List<String> shown = own.isEmpty() ? stack.frames() : own;
    return shown.isEmpty()
        ? "no Java code"
        : shown.stream().limit(own.isEmpty() ? 1 : FRAMES).collect(Collectors.joining(" < "));
  }
}
