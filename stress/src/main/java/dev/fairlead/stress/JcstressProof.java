package dev.fairlead.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * The lessons on real hardware, with the JIT compilers at work.
 *
 * <p>jcstress ends well also when no test matched, or none could be scheduled. So what it looked at
 * is read from its result file and compared with what there is: a test that is not in it failed.
 * Broken locks run apart, since they have to fail; one that got away is looked at again, longer.
 */
final class JcstressProof implements Proof {
  /**
   * How often to look at a broken lock that gets away, each time so many times longer. On a machine
   * with other work the two threads of a test may hardly ever run at once.
   */
  private static final int BROKEN_RUNS = 5;

  private static final int LONGER = 3;
  private static final Pattern PLANNED = Pattern.compile("Results: (\\d+) planned");

  private final Settings settings;
  private final PrintStream out;

  /** Prints how far it is. */
  JcstressProof(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  @Override
  public String title() {
    return "jcstress: two threads on this hardware";
  }

  @Override
  public void gather(Consumer<Finding> found) throws IOException, InterruptedException {
    List<String> all =
        TestList.tests().stream()
            .filter(test -> settings.wants("jcstress: " + test))
            .sorted()
            .toList();
    List<String> right =
        all.stream().filter(test -> !Judge.isBroken(test)).filter(this::isInMode).toList();
    if (!right.isEmpty()) {
      JcstressRun run = run("right", right, settings.mode().jcstressArguments);
      Judge.right(right, run).forEach(found);
    }
    gatherBroken(all.stream().filter(Judge::isBroken).toList(), found);
  }

  private boolean isInMode(String test) {
    return settings.mode().compares() || !Judge.isComparison(test);
  }

  /** Looks at those that got away again, longer. */
  private void gatherBroken(List<String> tests, Consumer<Finding> found)
      throws IOException, InterruptedException {
    List<String> left = tests;
    int millis = settings.mode().brokenMillis;
    for (int run = 1; run <= BROKEN_RUNS && !left.isEmpty(); run++, millis *= LONGER) {
      JcstressRun result = run("broken-" + run, left, Mode.bounded(millis));
      boolean last = run == BROKEN_RUNS;
      List<String> settled =
          left.stream().filter(test -> last || result.isForbiddenSeen(test)).toList();
      Judge.broken(settled, result).forEach(found);
      left = left.stream().filter(test -> !settled.contains(test)).toList();
    }
  }

  private JcstressRun run(String name, List<String> tests, List<String> arguments)
      throws IOException, InterruptedException {
    Path folder = settings.folder().resolve("jcstress-" + name);
    List<String> command = Child.java("org.openjdk.jcstress.Main");
    command.addAll(arguments);
    command.addAll(List.of("-r", folder.resolve("report").toString()));
    command.addAll(List.of("-t", pattern(tests)));
    Child child = new Child(folder, "jcstress.log", settings.mode().limit);
    Progress progress = new Progress(name);
    int code = child.run(command, progress::line);
    return JcstressRun.read(folder, code, progress.planned);
  }

  /** Matches these tests and no others. */
  private static String pattern(List<String> tests) {
    return "^("
        + String.join("|", tests.stream().map(test -> test.replace(".", "\\.")).toList())
        + ")$";
  }

  /** What jcstress says meanwhile. */
  private final class Progress {
    private final String name;
    private String last = "";
    private int planned;

    Progress(String name) {
      this.name = name;
    }

    void line(String line) {
      Matcher results = PLANNED.matcher(line);
      if (results.find() && !line.equals(last)) {
        last = line;
        planned = Integer.parseInt(results.group(1));
        out.println("  " + name + " " + line.strip());
      }
    }
  }
}
