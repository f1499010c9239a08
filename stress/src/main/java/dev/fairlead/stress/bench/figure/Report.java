package dev.fairlead.stress.bench.figure;

import dev.fairlead.stress.bench.figure.Goal.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints figures as they come and counts the targets reached.
 *
 * <p>Confined to one thread.
 */
public final class Report {
  private final PrintWriter out;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** A report on {@code out}, which flushes its lines itself. */
  public Report(PrintWriter out) {
    this.out = out;
  }

  /** Where it is printed, for what is not a figure. */
  public PrintWriter out() {
    return out;
  }

  /** Prints a figure. */
  public void add(Figure figure) {
    figures.add(figure);
    out.println(figure.line());
  }

  /** Prints a line of what is going on, or how something was measured. */
  public void note(String text) {
    notes.add(text);
    out.println("# " + text);
  }

  /** What was printed so far. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** What was said beside the figures so far. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Prints how many targets were reached. */
  public void end() {
    long reached = count(Verdict.REACHED);
    long open = count(Verdict.OPEN);
    note(
        "%d figures, %d of %d targets reached%s"
            .formatted(
                figures.size(),
                reached,
                reached + count(Verdict.MISSED),
                open == 0 ? "" : ", " + open + " not measured"));
  }

  private long count(Verdict verdict) {
    return figures.stream().mapToLong(figure -> figure.count(verdict)).sum();
  }
}
