package dev.fairlead.stress.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ToolTest {
  @Test
  void whatIsMissingIsSaidInOneLineWithWhatToInstall() {
    MissingTools missing =
        new MissingTools(List.of(Tool.HAPROXY, Tool.NGINX, Tool.WRK, Tool.H2LOAD));
    assertEquals(
        "not installed: haproxy, nginx, wrk, h2load; apt-get install haproxy nginx wrk nghttp2-client",
        missing.getMessage());
  }

  @Test
  void nothingIsRequiredOfNobody() {
    Tool.require(List.of());
  }
}
