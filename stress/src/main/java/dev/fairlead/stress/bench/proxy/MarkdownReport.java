package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a benchmark found, as a page.
 *
 * <p>Immutable.
 *
 * @param title its first line
 * @param circumstances what somebody must know to repeat it, each as {@code name: value}
 * @param figures what was measured
 * @param notes what was said beside
 */
record MarkdownReport(
    String title, List<String> circumstances, List<Figure> figures, List<String> notes) {
  private static final String HEAD =
      """
      | figure | Fairlead | peers | target |
      |---|---|---|---|
      """;

  private static final String METHOD =
      """
      Median of the rounds, least and greatest in brackets; a ratio is Fairlead's median over the peer's. Contenders take turns in an
      order that is drawn anew each round. Processor time is user and system of all processes of a contender, from `/proc/PID/stat`;
      Fairlead's are node and watchdog. The configurations are in `stress/src/main/resources/dev/fairlead/stress/bench/peer`.
      """;

  /** Copies the lists. */
  MarkdownReport {
    circumstances = List.copyOf(circumstances);
    figures = List.copyOf(figures);
    notes = List.copyOf(notes);
  }

  String text() {
    return "# "
        + title
        + "\n\n"
        + list(circumstances)
        + "\n"
        + METHOD
        + "\n"
        + HEAD
        + figures.stream().map(figure -> figure.row() + "\n").collect(Collectors.joining())
        + "\n## Said beside\n"
        + list(notes);
  }

  private static String list(List<String> items) {
    return items.stream().map(item -> "* " + item + "\n").collect(Collectors.joining());
  }

  /** Writes it, and the folder it is in. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text());
  }
}
