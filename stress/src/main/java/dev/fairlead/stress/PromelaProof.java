package dev.fairlead.stress;

import dev.fairlead.stress.Finding.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The algorithm once more, written for Spin, by another hand than the exploration's: a mistake in
 * one is not a mistake in the other. Skipped where {@code spin} or {@code gcc} is not installed.
 */
final class PromelaProof implements Proof {
  private static final String MODEL = "rwlock.pml";
  private static final Pattern STATES = Pattern.compile("(\\d+) states, stored");
  private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");
  private static final Pattern BROKEN_RULE = Pattern.compile("pan:\\d+: (.*) \\(at depth");

  /** A scene of the model, and what it is compiled with. */
  private record Scene(String name, String fault, int number) {
    boolean isBroken() {
      return !fault.isEmpty();
    }
  }

  private static final List<Scene> SCENES =
      List.of(
          new Scene("reader, timed reader, timed writer", "", 1),
          new Scene("reader, timed writer, writer", "", 2),
          new Scene("timed upgrader, reader, writer", "", 3),
          new Scene("reader, timed reader, timed writer, subtracted flag", "BROKEN", 1),
          new Scene("timed upgrader, reader, writer, subtracted flag", "BROKEN", 3),
          new Scene("reader, timed writer, writer, skipped writer", "BROKEN_WAKE", 2));

  private final Settings settings;

  PromelaProof(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String title() {
    return "Spin: the algorithm in Promela";
  }

  @Override
  public void gather(Consumer<Finding> found) throws IOException, InterruptedException {
    List<Scene> wanted =
        SCENES.stream()
            .filter(_ -> settings.mode().asksSpin())
            .filter(scene -> settings.wants("promela: " + scene.name()))
            .toList();
    boolean installed = isInstalled("spin") && isInstalled("gcc");
    if (!wanted.isEmpty() && !installed) {
      String text = "needs spin and gcc (apt install spin gcc)";
      found.accept(new Finding(Verdict.SKIPPED, MODEL, text));
      return;
    }
    for (Scene scene : wanted) {
      found.accept(check(scene));
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private Finding check(Scene scene) throws IOException, InterruptedException {
    Path folder = settings.folder().resolve("spin-%d%s".formatted(scene.number(), scene.fault()));
    Files.createDirectories(folder);
    try (InputStream model = PromelaProof.class.getResourceAsStream("/" + MODEL)) {
      if (model == null) {
        return new Finding(Verdict.FAILED, scene.name(), MODEL + " is not on the class path");
      }
      Files.copy(model, folder.resolve(MODEL), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> spin = new ArrayList<>(List.of("spin", "-a", "-DSCENE=" + scene.number()));
    if (scene.isBroken()) {
      spin.add("-D" + scene.fault());
    }
    spin.add(MODEL);
    String output = run(folder, spin, "spin.log");
    output += run(folder, List.of("gcc", "-O2", "-DSAFETY", "-o", "pan", "pan.c"), "gcc.log");
    output += run(folder, List.of("./pan", "-m100000"), "pan.log");
    return finding(scene, output);
  }

  private String run(Path folder, List<String> command, String log)
      throws IOException, InterruptedException {
    StringBuilder output = new StringBuilder();
    int code =
        new Child(folder, log, settings.mode().limit)
            .run(command, line -> output.append(line).append('\n'));
    return code == 0
        ? output.toString()
        : output + command.getFirst() + " ended with " + code + "\n";
  }

  private static Finding finding(Scene scene, String output) {
    Matcher states = STATES.matcher(output);
    Matcher errors = ERRORS.matcher(output);
    if (!states.find() || !errors.find()) {
      return new Finding(Verdict.FAILED, scene.name(), "could not be checked", output);
    }
    Matcher rule = BROKEN_RULE.matcher(output);
    boolean broke = !errors.group(1).equals("0");
    String what =
        broke ? "VIOLATION: " + (rule.find() ? rule.group(1) : "see pan.log") : "no violation";
    String text = "%,d states, %s".formatted(Long.parseLong(states.group(1)), what);
    Verdict verdict =
        scene.isBroken()
            ? broke ? Verdict.CAUGHT : Verdict.FAILED
            : broke ? Verdict.FAILED : Verdict.HELD;
    return new Finding(verdict, scene.name(), text, broke ? output : "");
  }
}
