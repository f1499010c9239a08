package dev.fairlead.stress.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class H2loadTest {
  private static final String SUMMARY =
      """
      finished in 3.02s, 1280.00 req/s, 235.00KB/s
      requests: 3840 total, 3904 started, 3840 done, 3833 succeeded, 7 failed, 5 errored, 0 timeout
      status codes: 3833 2xx, 0 3xx, 0 4xx, 0 5xx
      """;

  @Test
  void failedRequestsAreReadFromTheSummary() throws IOException {
    assertEquals(7, H2load.failed(SUMMARY));
    assertThrows(IOException.class, () -> H2load.failed("could not resolve"));
  }

  @Test
  void theFirstSecondIsLeftOutOfTheLog() throws IOException {
    long start = 1_795_329_434_351_173L;
    List<String> log = new ArrayList<>();
    log.add(start + "\t200\t900000"); // slow, but before the measurement
    for (int i = 1; i <= 100; i++) {
      log.add((start + 1_000_000 + i * 10_000) + "\t200\t" + i * 10);
    }
    Answered answered = H2load.parse(log, 0);
    assertEquals(new Answered(100, 1.001, 500, 990, 0), answered);
  }

  @Test
  void otherAnswersThan200AreFailures() throws IOException {
    List<String> log = List.of("0\t200\t5", "1000000\t503\t9", "2000000\t200\t7");
    assertEquals(1, H2load.parse(log, 0).failed());
    assertEquals(3, H2load.parse(log, 3).failed());
  }

  @Test
  void anEmptyLogIsAnError() {
    assertThrows(IOException.class, () -> H2load.parse(List.of(), 0));
  }

  @Test
  void aRankIsTheValueThatAShareIsAtMost() {
    assertEquals(0, H2load.rank(0.99, 1));
    assertEquals(98, H2load.rank(0.99, 100));
    assertEquals(49, H2load.rank(0.5, 100));
    assertEquals(1, H2load.rank(0.5, 3));
  }
}
