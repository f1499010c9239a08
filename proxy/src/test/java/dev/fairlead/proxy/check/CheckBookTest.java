package dev.fairlead.proxy.check;

import static dev.fairlead.proxy.check.CheckRows.FAILED;
import static dev.fairlead.proxy.check.CheckRows.PASSED;
import static dev.fairlead.proxy.check.CheckRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.replica.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a node decides about the instances it owns, with time, rows and results as arguments. */
final class CheckBookTest {
  private static final String NODE = "waw-1";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final CheckSpec SPEC = CheckRows.spec("5s", 2, 3);

  private final CheckBook book = new CheckBook(NODE, CheckRows.random(), InstantSource.system());
  private long now;

  CheckBookTest() {
    book.takeToRead();
  }

  /** Has the next check end so. */
  private void check(CheckResult result) {
    Checked due = book.begin(now);
    for (long end = now + 6 * SECOND; due == null && now - end < 0; due = book.begin(now)) {
      now += SECOND / 10;
    }
    assertNotNull(due, "none is due within an interval");
    book.ended(due, result);
  }

  /** What is written now, as the parameters of each statement; the feed hears of it. */
  private List<List<Object>> written() {
    now += 2 * SECOND;
    List<Statement> statements = book.write(now);
    if (!statements.isEmpty()) {
      book.written(true, now);
    }
    return statements.stream()
        .map(statement -> List.<Object>copyOf(statement.parameters()))
        .toList();
  }

  private static Commit changed(String table, String id, Map<String, Object> columns) {
    return new Commit(
        List.of(new ChangedRow(table, List.of(id), true, Map.copyOf(columns))), true, 0);
  }

  private static List<List<Object>> sets(String id, String health) {
    return List.of(List.of(health, id, NODE, health));
  }

  private static List<List<Object>> releases(String id, String checked, String row) {
    return List.of(List.of(id, NODE, checked, row));
  }

  @Test
  void everythingIsReadAtFirst() {
    assertTrue(
        new CheckBook(NODE, CheckRows.random(), InstantSource.system()).mustReadEverything());
  }

  @Test
  void theFirstCheckDecidesAndIsWritten() {
    book.all(List.of(row("a", SPEC)), now);
    assertEquals(List.of(), written(), "nothing is known yet");
    check(FAILED);
    assertEquals(sets("a", "failing"), written());
    assertEquals("status 503", book.status("a").reason());
    assertEquals(1, book.count(Health.FAILING));
  }

  @Test
  void aRestartLeavesWhatTheRowSaysUntilTheFirstCheck() {
    book.all(List.of(row("a", 80, true, Health.FAILING, SPEC)), now);
    assertEquals(List.of(), written());
    check(FAILED);
    assertEquals(List.of(), written(), "the row says so already");
    check(PASSED);
    check(PASSED);
    assertEquals(sets("a", "passing"), written());
  }

  @Test
  void riseAndFallAreCounted() {
    book.all(List.of(row("a", SPEC)), now);
    check(PASSED);
    assertEquals(sets("a", "passing"), written());
    book.changed(changed("instance", "a", Map.of("health", "passing")));
    check(FAILED);
    check(PASSED);
    check(FAILED);
    check(FAILED);
    assertEquals(List.of(), written(), "never three in a row");
    check(FAILED);
    assertEquals(sets("a", "failing"), written());
    assertFalse(book.mustRead(), "a change of health alone is not read again");
  }

  @Test
  void handWrittenHealthOfACheckedInstanceIsPutRight() {
    book.all(List.of(row("a", SPEC)), now);
    check(PASSED);
    written();
    book.changed(changed("instance", "a", Map.of("health", "passing")));
    assertEquals(List.of(), written());
    book.changed(changed("instance", "a", Map.of("health", "failing")));
    assertEquals(sets("a", "passing"), written());
  }

  @Test
  void healthOfAnInstanceThatIsNotCheckedIsNobodysBusiness() {
    book.changed(changed("instance", "other", Map.of("health", "failing")));
    assertFalse(book.mustRead());
    assertEquals(List.of(), written());
  }

  @Test
  void anInstanceThatIsNotUpIsNotChecked() {
    book.all(List.of(row("a", SPEC)), now);
    check(PASSED);
    written();
    book.one("a", row("a", 80, false, Health.PASSING, SPEC), now);
    now += 60 * SECOND;
    assertNull(book.begin(now));
    assertEquals(Health.UNKNOWN, book.status("a").health());
    book.one("a", row("a", 80, true, Health.PASSING, SPEC), now);
    check(FAILED);
    assertEquals(sets("a", "failing"), written(), "judged from anew when it is up again");
  }

  @Test
  void anInstanceThatIsGoneOrAnothersIsNotCheckedAndItsRowIsLetGo() {
    book.all(List.of(row("a", SPEC), row("b", SPEC)), now);
    while (book.count(Health.FAILING) < 2) {
      check(FAILED);
    }
    written();
    book.changed(changed("instance", "a", Map.of("health", "failing")));
    book.one("a", null, now);
    now += 60 * SECOND;
    Checked due = book.begin(now);
    assertNotNull(due);
    assertEquals("b", due.id());
    assertNull(book.begin(now));
    assertNull(book.status("a"));
    assertEquals(releases("a", "failing", "failing"), written());
    assertEquals(List.of(), written(), "once");
  }

  @Test
  void aResultThatComesTooLateChangesNothing() {
    book.all(List.of(row("a", SPEC)), now);
    now += 5 * SECOND;
    Checked running = book.begin(now);
    assertNotNull(running);
    book.one("a", null, now);
    assertFalse(book.ended(running, FAILED));
    assertEquals(List.of(), written());
  }

  @Test
  void anotherEndpointIsAnotherInstance() {
    book.all(List.of(row("a", SPEC)), now);
    check(FAILED);
    written();
    book.changed(changed("instance", "a", Map.of("health", "failing")));
    book.one("a", row("a", 81, true, Health.FAILING, SPEC), now);
    assertEquals(Health.UNKNOWN, book.status("a").health());
    check(PASSED);
    assertEquals(sets("a", "passing"), written(), "one check is enough: it is the first");
  }

  @Test
  void anotherPolicyIsAnotherCheckAndNoneEndsIt() {
    book.all(List.of(row("a", SPEC)), now);
    check(PASSED);
    written();
    book.changed(changed("instance", "a", Map.of("health", "passing")));
    book.changed(changed("service", "web", Map.of("policy", "{}")));
    assertEquals(Set.of("web"), book.takeToRead().services());
    book.service(
        "web", List.of(row("a", 80, true, Health.PASSING, CheckRows.spec("1s", 1, 1))), now);
    check(FAILED);
    assertEquals(sets("a", "failing"), written());
    book.service("web", List.of(), now);
    assertEquals(0, book.count(null));
    assertEquals(releases("a", "failing", "passing"), written());
  }

  @Test
  void aCheckThatRunsIsNotBegunTwice() {
    book.all(List.of(row("a", SPEC)), now);
    now += 5 * SECOND;
    Checked running = book.begin(now);
    assertNotNull(running);
    now += 60 * SECOND;
    assertNull(book.begin(now));
    book.ended(running, PASSED);
    now += 60 * SECOND;
    assertNotNull(book.begin(now));
  }

  @Test
  void onlyRowsThatMayMatterAreReadAgain() {
    book.all(List.of(row("a", SPEC)), now);
    book.changed(changed("presence", "web", Map.of("routable", 1L)));
    book.changed(changed("route", "r", Map.of("service", "web")));
    book.changed(changed("instance", "theirs", Map.of("node", "waw-2", "service", "web")));
    book.changed(changed("instance", "theirs", Map.of("weight", 1L)));
    book.changed(changed("service", "other", Map.of("policy", "{\"balance\":\"p2c\"}")));
    assertFalse(book.mustRead());
    book.changed(changed("instance", "a", Map.of("state", "drain")));
    book.changed(changed("instance", "new", Map.of("node", NODE, "service", "web")));
    book.changed(changed("instance", "moved", Map.of("service", "web")));
    book.changed(changed("service", "other", Map.of("policy", "{\"check\":\"tcp\"}")));
    ToRead.Batch batch = book.takeToRead();
    assertEquals(Set.of("a", "new", "moved"), batch.instances());
    assertEquals(Set.of("other"), batch.services());
    assertFalse(batch.everything());
  }

  @Test
  void ofVeryManyRowsEverythingIsReadInstead() {
    for (int i = 0; i <= ToRead.MAX; i++) {
      book.changed(changed("instance", "i" + i, Map.of("node", NODE)));
    }
    assertTrue(book.takeToRead().everything());
    book.changed(new Commit(List.of(), false, 0));
    assertTrue(book.mustReadEverything());
  }

  @Test
  void aDeletedRowIsReadAgainIfItWasChecked() {
    book.all(List.<CheckedRow>of(row("a", SPEC)), now);
    book.changed(
        new Commit(List.of(new ChangedRow("instance", List.of("a"), false, Map.of())), false, 0));
    assertEquals(Set.of("a"), book.takeToRead().instances());
  }
}
