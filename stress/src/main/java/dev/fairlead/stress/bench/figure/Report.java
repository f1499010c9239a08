package dev.fairlead.stress.bench.figure;

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

  /** A report on {@code out}, which flushes its lines itself. */
  public Report(PrintWriter out) {
    this.out = out;
  }

  /** Prints a figure. */
  public void add(Figure figure) {
    figures.add(figure);
    out.println(figure.line());
  }

  /** Prints a line of what is going on, or how something was measured. */
  public void note(String text) {
    out.println("# " + text);
  }

  /** What was printed so far. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** Prints how many targets were reached. */
  public void end() {
    long aimed = figures.stream().filter(figure -> figure.goal() != null).count();
    long reached =
        figures.stream().filter(figure -> figure.goal() != null && figure.reached()).count();
    note("%d figures, %d of %d targets reached".formatted(figures.size(), reached, aimed));
  }
}
