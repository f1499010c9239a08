package dev.fairlead.stress;

import dev.fairlead.stress.Finding.Verdict;
import dev.fairlead.stress.lincheck.Interleavings;
import dev.fairlead.stress.model.Scenario;
import dev.fairlead.stress.model.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Many interleavings of the real classes, chosen by Lincheck, in a process of its own. */
final class LincheckProof implements Proof {
  /** One line of {@link Interleavings}. */
  private record Line(String outcome, long millis, String rule) {}

  private final Settings settings;

  LincheckProof(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String title() {
    return "Lincheck: interleavings of the real class";
  }

  @Override
  public List<Finding> findings() throws IOException, InterruptedException {
    List<Scenario> wanted =
        Stream.concat(held().stream(), Scenarios.BROKEN.stream())
            .filter(scenario -> settings.wants("lincheck: " + scenario.name()))
            .toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<String, Line> lines = new HashMap<>();
    Child child = new Child(settings.folder(), "lincheck.log", settings.mode().limit);
    int code = child.run(command(wanted), line -> read(line, lines));
    List<Finding> findings = new ArrayList<>();
    for (Scenario scenario : wanted) {
      findings.add(finding(scenario, lines.get(scenario.name()), code));
    }
    return findings;
  }

  /** Three in a hurry, all small ones otherwise. */
  private List<Scenario> held() {
    List<Scenario> small = Scenarios.SMALL;
    return settings.mode() == Mode.SANITY
        ? List.of(small.get(0), small.get(2), small.get(4))
        : small;
  }

  private List<String> command(List<Scenario> scenarios) {
    List<String> command =
        Child.java(
            Interleavings.class.getName(),
            Integer.toString(settings.mode().interleavings),
            settings.folder().toString());
    scenarios.forEach(scenario -> command.add(scenario.name()));
    return command;
  }

  private static void read(String line, Map<String, Line> lines) {
    String[] fields = line.split("\t", -1);
    if (fields.length == 4) {
      lines.put(fields[2], new Line(fields[0], Long.parseLong(fields[1]), fields[3]));
    }
  }

  private Finding finding(Scenario scenario, @Nullable Line line, int code) throws IOException {
    if (line == null) {
      String how = code == Child.TIMED_OUT ? "was ended: it hung" : "ended with " + code;
      return new Finding(
          Verdict.FAILED, scenario.name(), "not looked at; Lincheck " + how + ", see lincheck.log");
    }
    boolean broke = line.outcome().equals(Interleavings.BROKEN);
    String text =
        broke
            ? "an interleaving breaks it: " + line.rule()
            : "%,d interleavings, nothing broken"
                .formatted(Interleavings.count(scenario, settings.mode().interleavings));
    return new Finding(
        verdict(scenario, broke),
        scenario.name(),
        "%s (%.1f s)".formatted(text, line.millis() / 1000.0),
        broke ? trace(scenario) : "");
  }

  private static Verdict verdict(Scenario scenario, boolean broke) {
    return scenario.faults().isEmpty()
        ? broke ? Verdict.FAILED : Verdict.HELD
        : broke ? Verdict.CAUGHT : Verdict.FAILED;
  }

  private String trace(Scenario scenario) throws IOException {
    Path file = settings.folder().resolve(Interleavings.fileOf(scenario.name()));
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
