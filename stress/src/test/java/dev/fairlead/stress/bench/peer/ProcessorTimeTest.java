package dev.fairlead.stress.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessorTimeTest {
  @Test
  void userAndSystemTimeAreAddedWhateverTheProgramIsCalled() {
    String stat =
        "1234 (a b) c) S 1 1234 1234 0 -1 4194560 2100 0 3 0 250 125 0 0 20 0 30 0 7731 281 41 18";
    assertEquals(3.75, ProcessorTime.parse(stat));
  }

  @Test
  void thisProcessHasUsedSome() throws IOException {
    long self = ProcessHandle.current().pid();
    double once = ProcessorTime.seconds(List.of(self));
    assertTrue(once > 0);
    assertTrue(ProcessorTime.seconds(List.of(self, self)) >= 2 * once);
  }
}
