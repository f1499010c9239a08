package dev.fairlead.watchdog.verdict;

import static dev.fairlead.watchdog.verdict.Situation.CLOSING;
import static dev.fairlead.watchdog.verdict.Situation.DEADLINE;
import static dev.fairlead.watchdog.verdict.Situation.DISK;
import static dev.fairlead.watchdog.verdict.Situation.DISTRUSTED;
import static dev.fairlead.watchdog.verdict.Situation.NOW;
import static dev.fairlead.watchdog.verdict.Situation.STARTUP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.verdict.Situation.Event;
import dev.fairlead.watchdog.verdict.Situation.State;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every combination of what a verdict may depend on, against {@link Rule#TABLE}: state before,
 * event, drift, process, debugger, excuses, phase, history, and the time relative to each limit.
 */
final class EveryCombinationTest {
  private static final List<Event> EVENTS = List.of(Event.values());
  private static final List<String> PARTS = List.of("", "lock", "writer");
  private static final List<Long> DRIFTS = List.of(0L, DISTRUSTED, DISTRUSTED + 1);
  private static final List<ProcessState> PROCESSES = List.of(ProcessState.values());
  private static final List<Boolean> YES_NO = List.of(false, true);
  private static final List<Set<Excuse>> EXCUSES = excuses();
  private static final List<String> PHASES = List.of("same", "other", "leaving");
  private static final List<Long> WORST_ANSWERS = List.of(0L, DEADLINE, 2 * DEADLINE);
  private static final List<Times> TIMES = times();

  /** How often each word was the verdict. */
  private static final Map<String, Long> WORDS = new TreeMap<>();

  /** In one window, and altogether. */
  private record Times(long window, long quiet) {}

  /** Takes one value of each list, another combination for each number. */
  private static final class Choice {
    private long left;

    Choice(long number) {
      left = number;
    }

    <T> T of(List<T> values) {
      T value = values.get((int) (left % values.size()));
      left /= values.size();
      return value;
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void followsTheTable(State state) {
    long count = TIMES.size();
    for (List<?> values : List.of(EVENTS, PARTS, DRIFTS, PROCESSES, YES_NO, EXCUSES)) {
      count *= values.size();
    }
    count *= PHASES.size() * WORST_ANSWERS.size() * served(state).size();
    boolean replaced = false;
    for (long number = 0; number < count; number++) {
      Situation situation = situation(state, number);
      boolean replaces = check(situation);
      replaced &= number % TIMES.size() != 0;
      if (replaced && !replaces && situation.quiet() == situation.window()) {
        fail("healthier after a longer silence: " + situation);
      }
      replaced |= replaces;
    }
  }

  private static Situation situation(State state, long number) {
    Choice choice = new Choice(number);
    Times times = choice.of(TIMES); // first: it changes with every number
    return new Situation(
        state,
        choice.of(served(state)),
        choice.of(PARTS),
        choice.of(EVENTS),
        choice.of(DRIFTS),
        choice.of(PROCESSES),
        choice.of(YES_NO),
        choice.of(EXCUSES),
        choice.of(PHASES),
        choice.of(WORST_ANSWERS),
        times.window,
        times.quiet);
  }

  /** Whether the node is replaced. */
  private static boolean check(Situation situation) {
    Watch next = situation.next();
    Rule rule = Rule.TABLE.stream().filter(line -> line.when().test(situation)).findFirst().get();
    String word = rule.word().apply(situation);
    if (!next.verdict().word().equals(word)) {
      fail("%s instead of %s: %s".formatted(next.verdict().word(), word, situation));
    }
    long since = rule.window() ? NOW : NOW - situation.window();
    if (!next.verdict().replace() && next.window().sinceNanos() != since) {
      fail("window since %d ns before: %s".formatted(NOW - since, situation));
    }
    WORDS.merge(word, 1L, Long::sum);
    return next.verdict().replace();
  }

  @AfterAll
  static void everyWordWasAVerdict() {
    long count = WORDS.values().stream().mapToLong(Long::longValue).sum();
    System.out.println("%,d combinations: %s".formatted(count, WORDS));
    assertEquals(State.values().length, WORDS.size(), WORDS::toString);
  }

  /** Whether there was a good answer before: some states say so themselves. */
  private static List<Boolean> served(State state) {
    return switch (state) {
      case STARTING -> List.of(false);
      case HEALTHY, LATE -> List.of(true);
      case DEBUGGED, STUCK, SILENT, STOPPED, CLOSED, GONE -> YES_NO;
    };
  }

  private static List<Set<Excuse>> excuses() {
    Excuse[] all = Excuse.values();
    return IntStream.range(0, 1 << all.length)
        .mapToObj(bits -> {
          Set<Excuse> some = EnumSet.noneOf(Excuse.class);
          for (Excuse excuse : all) {
            if ((bits >> excuse.ordinal() & 1) == 1) {
              some.add(excuse);
            }
          }
          return Set.copyOf(some);
        })
        .toList();
  }

  /** Just before and at each limit, in one window; then with windows that began again. */
  private static List<Times> times() {
    List<Times> times = new ArrayList<>();
    long[] windows = {
      DEADLINE, 2 * DEADLINE, 3 * DEADLINE, 4 * DEADLINE, DISK, CLOSING, STARTUP, 4 * STARTUP
    };
    for (long limit : windows) {
      times.add(new Times(limit - 1, limit - 1));
      times.add(new Times(limit, limit));
    }
    for (long limit : new long[] {4 * DEADLINE, DISK, CLOSING, 4 * STARTUP}) {
      times.add(new Times(1, limit - 1));
      times.add(new Times(1, limit));
    }
    return times;
  }
}
