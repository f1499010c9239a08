package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.load.Answered;
import dev.fairlead.stress.bench.load.Target;
import dev.fairlead.stress.bench.load.Wrk;
import dev.fairlead.stress.bench.peer.Contender;
import dev.fairlead.stress.bench.peer.Door;
import dev.fairlead.stress.bench.peer.Rival;
import dev.fairlead.stress.bench.peer.Stand;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All contenders that run at once, and the loads they get in turn.
 *
 * <p>Confined to one thread.
 */
final class Field implements AutoCloseable {
  private final Plan plan;
  private final Report report;
  private final Map<String, Contender> contenders = new LinkedHashMap<>();
  private final Wrk wrk;

  private Field(Stand stand, Plan plan, Report report) throws IOException {
    this.plan = plan;
    this.report = report;
    this.wrk = Wrk.on(stand.cores().load(), stand.folder());
  }

  /** Starts Fairlead, and all that are installed and can be entered through {@code door}. */
  static Field start(Stand stand, Door door, Plan plan, Report report) throws IOException {
    Field field = new Field(stand, plan, report);
    try {
      field.add(stand.fairlead());
      for (Rival rival : Rival.installed()) {
        if (rival.speaks(door)) {
          field.add(stand, rival);
        }
      }
      return field;
    } catch (IOException | RuntimeException e) {
      field.close();
      throw e;
    }
  }

  /** An empty one, to be filled by {@link #add}. */
  static Field empty(Stand stand, Plan plan, Report report) throws IOException {
    return new Field(stand, plan, report);
  }

  private void add(Stand stand, Rival rival) {
    try {
      add(stand.start(rival));
    } catch (IOException e) {
      report.note(rival.word() + " is left out: " + e.getMessage());
    }
  }

  private void add(Contender contender) {
    add(contender.name(), contender);
  }

  /** One more, under a name of its own. */
  void add(String name, Contender contender) {
    report.note(name + ": " + contender.about());
    contenders.put(name, contender);
  }

  /** Loads each of them for a while, for compilers and caches; errors are nobody's business yet. */
  void warmUp(Door door, String path) throws IOException {
    for (Contender contender : contenders.values()) {
      int seconds = plan.warmUpSeconds(contender.name().equals(Stand.FAIRLEAD));
      Answered _ = wrk.run(target(contender, door, path), seconds);
    }
  }

  /** What a load used. */
  record Spent(Answered answered, double processorSeconds) {
    double microsEach() {
      return processorSeconds / answered.requests() * 1e6;
    }

    /** Of bodies of 1 MiB. */
    double mebibytesPerSecond() {
      return answered.requests() * (Stand.BIG_BYTES / 1048576.0) / processorSeconds;
    }
  }

  /** As many requests as are answered, to each in turn. */
  Turns<Spent> saturate(Door door, String path) {
    return inTurn(contender -> saturate(contender, door, path));
  }

  private Spent saturate(Contender contender, Door door, String path) throws IOException {
    double before = contender.processorSeconds();
    Answered answered = wrk.run(target(contender, door, path), plan.seconds());
    double spent = contender.processorSeconds() - before;
    if (answered.failed() > 0 || answered.requests() == 0) {
      throw new IOException(
          "%d answers, %d failed".formatted(answered.requests(), answered.failed()));
    }
    return new Spent(answered, spent);
  }

  /** All of them by name, ours first. */
  Map<String, Contender> contenders() {
    return Collections.unmodifiableMap(contenders);
  }

  /** Any measurement of each in turn. */
  <T> Turns<T> inTurn(Turns.Measurement<Contender, T> measurement) {
    return Turns.take(contenders, plan, report, measurement);
  }

  static Target target(Contender contender, Door door, String path) {
    return new Target(contender.at(door), door == Door.TLS, contender.host(), path);
  }

  @Override
  public void close() {
    contenders.values().forEach(Contender::close);
  }
}
