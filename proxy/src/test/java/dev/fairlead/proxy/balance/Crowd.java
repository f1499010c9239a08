package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Seeded arrivals at a service in virtual time: each is given to the instance that is chosen, which
 * answers when its model says.
 */
final class Crowd {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final double MS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How an instance behaves. */
  interface Model {
    /** What comes of a request, with what is in flight to it, this one included. */
    Answer answer(String instance, long now, int inFlight);
  }

  /** How a request ends. */
  enum End {
    ANSWERED,
    FAILED,
    /** Its client gave up. */
    ABANDONED
  }

  /**
   * What comes of a request.
   *
   * @param nanos after how long
   */
  record Answer(long nanos, End end) {}

  private record Due(long at, long asked, Instance instance, End end) {}

  final Map<String, Integer> chosen = new HashMap<>();
  final Map<String, Integer> mostInFlight = new HashMap<>();
  final SplittableRandom random;
  private final InFlights counters = new InFlights();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
  private final Asker asker;
  private ServiceView view;
  private long now = 77 * SECOND;
  private int turn;

  Crowd(Policy policy, List<InstanceRow> rows, long seed) {
    System.out.println("seed " + seed + " (-Dseed=...)");
    random = new SplittableRandom(seed);
    asker = new Asker(_ -> false, random, () -> turn++, Traits.of(""));
    view = new ServiceView("app", "http", policy, Instances.pack(rows, counters), List.of(), 1);
  }

  static InstanceRow row(String id, int weight) {
    return row(id, weight, 0, 0);
  }

  static InstanceRow row(String id, int weight, int soft, int hard) {
    return new InstanceRow(
        id,
        "n",
        new InetSocketAddress("127.0.0.1", 1),
        InstanceRow.State.UP,
        InstanceRow.Health.UNKNOWN,
        weight,
        soft,
        hard);
  }

  /** From now on there are these. */
  void become(List<InstanceRow> rows) {
    Instances next = Instances.pack(rows, counters);
    next.adopt(view.instances(), view.policy().choosing().slowStart().isZero() ? 0 : now);
    view = new ServiceView("app", "http", view.policy(), next, List.of(), view.revision() + 1);
  }

  /** Lets requests arrive at random for some time, counting from 0. */
  void arrive(long nanos, double perSecond, Model model) {
    chosen.clear();
    mostInFlight.clear();
    long end = now + nanos;
    while (true) {
      now += (long) (-Math.log(1 - random.nextDouble()) * SECOND / perSecond);
      if (now >= end) {
        now = end;
        settle();
        return;
      }
      settle();
      ask(model);
    }
  }

  private void ask(Model model) {
    Instance instance = Balancer.choose(view, asker, now);
    instance.load().tryAcquire(0);
    chosen.merge(instance.id(), 1, Integer::sum);
    mostInFlight.merge(instance.id(), instance.load().get(), Math::max);
    Answer answer = model.answer(instance.id(), now, instance.load().get());
    due.add(new Due(now + answer.nanos(), now, instance, answer.end()));
  }

  private void settle() {
    while (!due.isEmpty() && due.peek().at() <= now) {
      Due next = due.poll();
      next.instance().load().release();
      note(next, next.instance().load(), next.at() - next.asked());
    }
  }

  private void note(Due ended, InFlight load, long took) {
    if (ended.end() == End.ANSWERED) {
      Latency.took(load, took, ended.at());
    } else {
      Latency.tookAtLeast(load, took, ended.at());
    }
    if (ended.end() != End.ABANDONED) {
      Ejection rules = view.policy().choosing().ejection();
      TrackRecord.ended(load, ended.end() == End.FAILED, ended.at(), rules);
    }
  }

  /** What {@code id} got, over what each of the others got on average. */
  double shareOf(String id) {
    int others = chosen.values().stream().mapToInt(Integer::intValue).sum() - chosen(id);
    return (double) chosen(id) * (view.instances().routable() - 1) / others;
  }

  int chosen(String id) {
    return chosen.getOrDefault(id, 0);
  }

  /** An answer after about {@code millis}. */
  Answer after(double millis) {
    return new Answer((long) (millis * MS * (0.8 + 0.4 * random.nextDouble())), End.ANSWERED);
  }

  /** A failure after {@code millis}. */
  Answer failing(double millis) {
    return new Answer((long) (millis * MS), End.FAILED);
  }
}
