package dev.fairlead.stress.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WrkTest {
  private static final String OUTPUT =
      """
      Running 1s test @ http://127.0.0.9:8080/
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     6.85ms    8.62ms  44.80ms   85.40%
          Req/Sec    14.68k     6.32k   24.00k    60.00%
        14638 requests in 1.00s, 2.96MB read
      Requests/sec:  14586.29
      Transfer/sec:      2.95MB
      counted requests=14638 micros=1003543 bytes=3103256 p50=2460 p99=35980 connect=0 read=1 write=2 timeout=3 status=4
      """;

  @Test
  void theExactLineIsRead() throws IOException {
    Answered answered = Wrk.parse(OUTPUT);
    assertEquals(new Answered(14638, 1.003543, 2460, 35980, 10), answered);
    assertEquals(14586.3, answered.rate(), 0.1);
  }

  @Test
  void whatWrkSaysInsteadIsTheError() {
    String refused = "unable to connect to 127.0.0.9:8080 Connection refused\n";
    IOException nothing = assertThrows(IOException.class, () -> Wrk.parse(refused));
    assertTrue(nothing.getMessage().endsWith(refused.strip()), nothing.getMessage());
  }
}
