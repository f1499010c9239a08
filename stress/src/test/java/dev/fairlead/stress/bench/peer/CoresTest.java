package dev.fairlead.stress.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CoresTest {
  @Test
  void theLastCoreIsTheContendersAlone() {
    Cores cores = Cores.parse("0-2,5");
    assertEquals(List.of(0, 1, 2, 5), cores.all());
    assertTrue(cores.apart());
    assertEquals("5", cores.contender());
    assertEquals("0,1,2", cores.load());
    assertEquals("0,1,2,5", cores.everywhere());
  }

  @Test
  void aSingleCoreCarriesAll() {
    Cores cores = Cores.parse("3");
    assertFalse(cores.apart());
    assertEquals("3", cores.contender());
    assertEquals("3", cores.load());
  }

  @Test
  void thisMachineHasAtLeastOne() throws IOException {
    assertFalse(Cores.here().all().isEmpty());
  }
}
