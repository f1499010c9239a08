package dev.fairlead.stress.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class BenchTest {
  @Test
  void unknownNameIsAUsageErrorThatListsWhatThereIs() {
    StringWriter err = new StringWriter();
    int code = Bench.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "nosuch");
    assertEquals(2, code);
    assertTrue(err.toString().startsWith("fairlead: no benchmark 'nosuch'"), err.toString());
    for (Suite suite : Suite.values()) {
      assertTrue(err.toString().contains("\n  " + suite.word() + " "), err.toString());
    }
  }

  @Test
  void noNameIsAUsageError() {
    assertEquals(
        2, Bench.run(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter())));
  }

  @Test
  void noRoundsAreAUsageError() {
    StringWriter err = new StringWriter();
    int code =
        Bench.run(
            new PrintWriter(new StringWriter()), new PrintWriter(err), "tcp", "--rounds", "0");
    assertEquals(2, code);
    assertTrue(
        err.toString().startsWith("fairlead: --rounds must be at least 1, not 0"), err.toString());
  }

  @Test
  void aRowOfAnotherTableIsAUsageErrorThatListsItsOwn() {
    StringWriter err = new StringWriter();
    int code =
        Bench.run(
            new PrintWriter(new StringWriter()), new PrintWriter(err), "tcp", "--only", "bodies");
    assertEquals(2, code);
    assertTrue(
        err.toString()
            .startsWith("fairlead: bench tcp has no row 'bodies'; it has [messages, streams]"),
        err.toString());
  }
}
