package dev.fairlead.stress.bench.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Peer;
import dev.fairlead.stress.bench.figure.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MarkdownReportTest {
  private static final MarkdownReport REPORT =
      new MarkdownReport(
          "bench",
          List.of("kernel: 6.1"),
          List.of(
              Figure.aimed("request", Sample.of(15), "µs", Goal.atMost(1).times("haproxy"))
                  .beside(new Peer("haproxy", Sample.of(20)))),
          List.of("haproxy: 2.6"));

  @Test
  void aPageHasCircumstancesATableAndNotes() {
    String text = REPORT.text();
    assertTrue(text.startsWith("# bench\n\n* kernel: 6.1\n\n"), text);
    assertTrue(
        text.contains(
            """
            | figure | Fairlead | peers | target |
            |---|---|---|---|
            | request | 15 µs | haproxy 20, ratio 0.7500 | ≤ 1 × haproxy: reached |
            """),
        text);
    assertTrue(text.endsWith("\n## Said beside\n* haproxy: 2.6\n"), text);
  }

  @Test
  void itsFolderIsMade(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a/b/report.md");
    REPORT.write(file);
    assertEquals(REPORT.text(), Files.readString(file));
  }
}
