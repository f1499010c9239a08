package dev.fairlead.watchdog.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {
  private static final List<String> TABLES =
      List.of(
          "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
          "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 11 1 0",
          "   1: 0100007F:1F90 0200007F:C001 01 00000010:00000000 00:00000000 00000000     0        0 12 1 0",
          "   2: 0100007F:1F90 0300007F:C002 08 00000000:000000FF 00:00000000 00000000     0        0 13 1 0",
          "   3: 0100007F:9000 0300007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 14 1 0",
          "   4: 0100007F:1F90 0900007F:C003 01 00000000:00000000 00:00000000 00000000     0        0 99 1 0",
          "   5: 00000000000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 15 1 0",
          "   6: nonsense",
          "   7: 01:1 02:2 ZZ 1:1 0 0 0 0 11 1 0");

  private final List<String> page = Connections.of(TABLES, Set.of("11", "12", "13", "14", "15"));

  @Test
  void aListenerShowsWhoWaits() {
    assertEquals("listener 127.0.0.1:8080: 3 connections wait to be accepted", page.get(0));
    assertTrue(page.get(1).startsWith("listener [0000:0000:"), page.get(1));
    assertTrue(page.get(1).contains(":0001]:443"), page.get(1));
  }

  @Test
  void connectionsAreCountedBySideAndState() {
    assertTrue(page.contains("1 accepted at port :8080 ESTABLISHED"), page.toString());
    assertTrue(page.contains("1 accepted at port :8080 CLOSE_WAIT"), page.toString());
    assertTrue(page.contains("1 made by it ESTABLISHED"), page.toString());
  }

  @Test
  void theFullestComeFirstAndThoseOfOthersNever() {
    int first = page.indexOf("most bytes queued:") + 1;
    assertTrue(
        page.get(first).contains("127.0.0.3:49154, to send 0, to read 255"), page.get(first));
    assertTrue(page.get(first + 1).contains("to send 16"), page.get(first + 1));
    assertTrue(page.stream().noneMatch(line -> line.contains("127.0.0.9")));
  }
}
