package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What is known of an instance when it is chosen or not, in words. Pure. */
public final class Grounds {
  private static final double NANOS_PER_MILLI = 1e6;

  private Grounds() {}

  /** How fast it answers, in milliseconds; negative if that is not known. */
  public static double answerMillis(InFlight load, long now) {
    long answers = load.latency();
    return Latency.known(answers) ? Latency.nanos(answers, now) / NANOS_PER_MILLI : -1;
  }

  /** One line for an operator: how it does, how fast it answers, whether it is new. */
  public static String of(ServiceView view, Instance instance, long now) {
    double part = SlowStart.part(view, instance, now);
    String isNew = part < 1 ? "; new, at %.0f %% of its weight".formatted(part * 100) : "";
    return of(instance.load(), now) + isNew;
  }

  private static String of(InFlight load, long now) {
    double millis = answerMillis(load, now);
    String answers =
        millis < 0
            ? "has not answered yet"
            : String.format(Locale.ROOT, "answers in %.1f ms", millis);
    return switch (TrackRecord.standing(load.record(), now)) {
      case SERVING -> answers;
      case EJECTED -> "dropped, " + ejection(load.record(), now) + "; " + answers;
      case TRIAL -> "on trial after it was ejected; " + answers;
    };
  }

  /** Why an instance is ejected, and for how long. */
  public static String ejection(long record, long now) {
    int times = TrackRecord.times(record);
    int ends = TrackRecord.ends(record);
    return "ejected for %d s%s after %d failures in a row%s"
        .formatted(
            TimeUnit.NANOSECONDS.toSeconds(TrackRecord.nanosLeft(record, now)),
            times > 1 ? ", time " + times + " in a row," : "",
            TrackRecord.row(record),
            ends < TrackRecord.LEAST_ENDS
                ? ""
                : ", " + TrackRecord.failures(record) + " of the last " + ends);
  }
}
