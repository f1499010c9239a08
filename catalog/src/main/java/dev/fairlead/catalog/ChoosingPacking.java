package dev.fairlead.catalog;

import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.catalog.model.Choosing;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.HashOn;
import dev.fairlead.catalog.model.Policy.Balance;
import java.time.Duration;

/**
 * How instances are chosen, in the image: the part of a policy that {@link Choosing} is.
 *
 * <pre>
 *   balance, part to hash, its name, hash balance, cookie, slow start,
 *   ejection: failures, success rate, window, time, greatest time, share, what counts
 * </pre>
 *
 * <p>Durations in milliseconds. Stateless.
 */
final class ChoosingPacking {
  private ChoosingPacking() {}

  static void pack(Choosing choosing, PayloadWriter into) {
    Ejection ejection = choosing.ejection();
    into.choice(choosing.balance());
    into.choice(choosing.hashOn().part()).text(choosing.hashOn().name());
    into.number(choosing.hashBalance()).text(choosing.sticky());
    into.number(choosing.slowStart().toMillis());
    into.number(ejection.failures()).number(ejection.successRate());
    into.number(ejection.window().toMillis()).number(ejection.time().toMillis());
    into.number(ejection.maxTime().toMillis()).number(ejection.share());
    into.choice(ejection.counts());
  }

  static Choosing unpack(PayloadReader from) {
    Balance balance = from.choice(Balance.values());
    HashOn hashOn = new HashOn(from.choice(HashOn.Part.values()), from.text());
    int hashBalance = (int) from.number(Integer.MAX_VALUE);
    String sticky = from.text();
    Duration slowStart = duration(from);
    Ejection ejection =
        new Ejection(
            (int) from.number(Integer.MAX_VALUE),
            (int) from.number(Integer.MAX_VALUE),
            duration(from),
            duration(from),
            duration(from),
            (int) from.number(Integer.MAX_VALUE),
            from.choice(Ejection.Counts.values()));
    return new Choosing(balance, ejection, hashOn, hashBalance, sticky, slowStart);
  }

  private static Duration duration(PayloadReader from) {
    return Duration.ofMillis(from.number(Long.MAX_VALUE));
  }
}
