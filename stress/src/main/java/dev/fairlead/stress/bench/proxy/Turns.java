package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Peer;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What every contender measured in rounds that alternate between them, so that a machine that slows
 * down for a while slows all of them.
 *
 * <p>Immutable.
 *
 * @param results by contender, in the order they were given; one or more of each
 * @param subject whose figures these are; the others are its peers
 */
record Turns<T>(Map<String, List<T>> results, String subject) {
  /** One measurement of one contender. */
  interface Measurement<C, T> {
    T of(C contender) throws IOException;
  }

  /** Measures. Whoever fails is left out from then on, with a note. */
  static <C, T> Turns<T> take(
      Map<String, C> contenders, Plan plan, Report report, Measurement<C, T> measurement) {
    Map<String, List<T>> results = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(contenders.keySet());
    Random random = new Random(plan.seed());
    for (int round = 0; round < plan.rounds(); round++) {
      Collections.shuffle(order, random);
      for (String name : List.copyOf(order)) {
        try {
          T result = measurement.of(contenders.get(name));
          results.computeIfAbsent(name, _ -> new ArrayList<>()).add(result);
        } catch (IOException e) {
          report.note("%s FAILED in round %d: %s".formatted(name, round + 1, e.getMessage()));
          order.remove(name);
        }
      }
    }
    Map<String, List<T>> inOrder = new LinkedHashMap<>();
    for (String name : contenders.keySet()) {
      if (results.containsKey(name)) {
        inOrder.put(name, results.get(name));
      }
    }
    return new Turns<>(inOrder, contenders.keySet().iterator().next());
  }

  /** Whether there is anything of the subject. */
  private boolean measured() {
    return results.containsKey(subject);
  }

  /** One contender's values. */
  Sample sample(String name, ToDoubleFunction<T> value) {
    return new Sample(results.get(name).stream().map(value::applyAsDouble).toList());
  }

  /** The subject's figure beside its peers'; nothing if it was not measured. */
  void report(Report report, String name, String unit, ToDoubleFunction<T> value, Goal... goals) {
    if (!measured()) {
      report.note(name + ": not measured");
      return;
    }
    Peer[] peers =
        results.keySet().stream()
            .filter(other -> !other.equals(subject))
            .map(other -> new Peer(other, sample(other, value)))
            .toArray(Peer[]::new);
    report.add(Figure.aimed(name, sample(subject, value), unit, goals).beside(peers));
  }
}
