package dev.fairlead.proxy.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the demo prints: sentences, tables at most {@link #WIDTH} wide, and on a terminal one line
 * of progress that is overwritten. Thread-safe.
 */
final class Console {
  /** Columns of a line. */
  static final int WIDTH = 100;

  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean colour;
  private boolean progressShown;

  /**
   * A console.
   *
   * @param terminal whether lines can be overwritten
   * @param colour whether the terminal may be coloured
   */
  Console(PrintWriter out, boolean terminal, boolean colour) {
    this.out = out;
    this.terminal = terminal;
    this.colour = terminal && colour;
  }

  /** The console of this process; {@code NO_COLOR} is honoured. */
  static Console of(PrintWriter out) {
    boolean terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    String no = System.getenv("NO_COLOR");
    return new Console(out, terminal, no == null || no.isEmpty());
  }

  /** A sentence; longer ones continue on the next line. */
  synchronized void say(String text) {
    clear();
    wrap(text, WIDTH).forEach(out::println);
    out.flush();
  }

  /** A sentence that begins a chapter. */
  synchronized void chapter(String text) {
    clear();
    out.println();
    out.println(colour ? "\u001b[1m" + text + "\u001b[0m" : text);
    out.flush();
  }

  /** A line below a sentence, indented; longer ones continue on the next line. */
  synchronized void detail(String text) {
    clear();
    wrap(text, WIDTH - 4).forEach(line -> out.println("    " + line));
    out.flush();
  }

  /** Whether something held, in green or red. */
  synchronized void check(boolean held, String text) {
    clear();
    String word = held ? "ok" : "FAILED";
    String shown = colour ? "\u001b[" + (held ? 32 : 31) + "m" + word + "\u001b[0m" : word;
    List<String> lines = wrap(text, WIDTH - 10);
    out.println("  " + shown + " ".repeat(8 - word.length()) + lines.getFirst());
    lines.stream().skip(1).forEach(line -> out.println(" ".repeat(10) + line));
    out.flush();
  }

  /** The line that is overwritten; nothing where that cannot be done. */
  synchronized void progress(String text) {
    if (terminal) {
      out.print(CLEAR + text.substring(0, Math.min(text.length(), WIDTH - 1)));
      out.flush();
      progressShown = true;
    }
  }

  /** Rows under a header, columns aligned. */
  synchronized void table(List<List<String>> rows) {
    clear();
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.getFirst().size(); column++) {
      int here = column;
      widths.add(rows.stream().mapToInt(row -> row.get(here).length()).max().orElse(0));
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int column = 0; column < row.size(); column++) {
        line.append(' ').append(row.get(column));
        line.append(" ".repeat(widths.get(column) - row.get(column).length() + 1));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private void clear() {
    if (progressShown) {
      out.print(CLEAR);
      progressShown = false;
    }
  }

  /** Breaks at spaces; a word longer than the line stays whole, so that paths can be copied. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
