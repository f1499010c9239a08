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
}
