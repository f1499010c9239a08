package dev.fairlead.proxy.balance;

import static dev.fairlead.proxy.balance.Crowd.SECOND;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Policy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets how much over time, by two choices and the average of answers; in virtual time. */
final class FairnessTest {
  private static final long SEED = Long.getLong("seed", 20_261_122L);
  private static final int MANY = 20_000;
  private static final int FEW = 2_000;

  private final Crowd crowd = new Crowd(Policy.DEFAULT, rows(10), SEED);

  private static List<InstanceRow> rows(int count) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Crowd.row("i" + i, 100));
    }
    return rows;
  }

  private void assertShare(String id, double least, double most) {
    double share = crowd.shareOf(id);
    assertTrue(share >= least && share <= most, () -> id + " got " + share + ": " + crowd.chosen);
  }

  @Test
  void theSlowerAnInstanceTheLessItGetsButNeverNothing() {
    Crowd.Model model =
        (id, now, inFlight) ->
            crowd.after(
                switch (id) {
                  case "i0" -> 20;
                  case "i1" -> 100;
                  default -> 10;
                });
    crowd.arrive(20 * SECOND, MANY, model);
    crowd.arrive(10 * SECOND, MANY, model);
    assertShare("i0", 0.12, 0.5);
    assertShare("i1", 0.0005, 0.05);
    for (int i = 2; i < 10; i++) {
      assertShare("i" + i, 1.0, 1.4);
    }
  }

  @Test
  void oneThatRecoveredGetsItsShareBack() {
    crowd.arrive(20 * SECOND, MANY, (id, now, n) -> crowd.after(id.equals("i0") ? 100 : 10));
    assertShare("i0", 0, 0.05);
    crowd.arrive(60 * SECOND, MANY, (id, now, n) -> crowd.after(10));
    crowd.arrive(5 * SECOND, MANY, (id, now, n) -> crowd.after(10));
    assertShare("i0", 0.8, 1.2);
  }

  /** With so little traffic nobody else is loaded enough to make the slow one look good. */
  @Test
  void oneThatRecoveredIsFoundOutUnderLittleTrafficToo() {
    crowd.arrive(20 * SECOND, 100, (id, now, n) -> crowd.after(id.equals("i0") ? 100 : 10));
    assertShare("i0", 0, 0.2);
    crowd.arrive(120 * SECOND, 100, (id, now, n) -> crowd.after(10));
    crowd.arrive(60 * SECOND, 100, (id, now, n) -> crowd.after(10));
    assertShare("i0", 0.3, 2);
  }

  /** Its first answers take 200 ms: by the first of them the others have answered 400 requests. */
  @Test
  void nobodyRunsToANewInstance() {
    crowd.arrive(5 * SECOND, FEW, (id, now, n) -> crowd.after(10));
    crowd.become(rows(11));
    Crowd.Model coldAtFirst = (id, now, n) -> crowd.after(id.equals("i10") ? 200 : 10);
    crowd.arrive(SECOND / 10, FEW, coldAtFirst);
    assertTrue(crowd.chosen("i10") > 0, "it starts without a penalty");
    assertTrue(crowd.mostInFlight.get("i10") <= 8, crowd.mostInFlight::toString);
    crowd.arrive(SECOND, FEW, coldAtFirst);
    assertShare("i10", 0, 0.3);
  }

  @Test
  void oneThatIsNewAndAsFastGetsItsShareAtOnce() {
    crowd.arrive(5 * SECOND, FEW, (id, now, n) -> crowd.after(10));
    crowd.become(rows(11));
    crowd.arrive(SECOND, FEW, (id, now, n) -> crowd.after(10));
    assertShare("i10", 0.7, 1.5);
  }

  @Test
  void oneThatNeverAnswersGetsLittleOnceClientsGaveUp() {
    Crowd.Model hung =
        (id, now, n) ->
            id.equals("i0") ? new Crowd.Answer(SECOND, Crowd.End.ABANDONED) : crowd.after(10);
    crowd.arrive(5 * SECOND, FEW, hung);
    crowd.arrive(10 * SECOND, FEW, hung);
    assertShare("i0", 0, 0.03);
  }

  @Test
  void weightsAreKeptWhereAllAreEquallyFast() {
    List<InstanceRow> rows = rows(9);
    rows.add(Crowd.row("heavy", 200)); // more than 2.25 times the others' share none of ten can get
    crowd.become(rows);
    crowd.arrive(5 * SECOND, MANY, (id, now, n) -> crowd.after(10));
    crowd.arrive(5 * SECOND, MANY, (id, now, n) -> crowd.after(10));
    assertShare("heavy", 1.6, 2.25);
  }
}
