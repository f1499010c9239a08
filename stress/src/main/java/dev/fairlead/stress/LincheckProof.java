package dev.fairlead.stress;

import dev.fairlead.stress.Finding.Verdict;
import dev.fairlead.stress.lincheck.Interleavings;
import dev.fairlead.stress.model.Scenario;
import dev.fairlead.stress.model.Scenarios;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Many interleavings of the real classes, chosen by Lincheck, in a process of its own. */
final class LincheckProof implements Proof {
  /** What a line of {@link Interleavings} has: outcome, milliseconds, scenario, broken rule. */
  private static final int FIELDS = 4;

  private final Settings settings;

  LincheckProof(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String title() {
    return "Lincheck: interleavings of the real class";
  }

  @Override
  public void gather(Consumer<Finding> found) throws IOException, InterruptedException {
    List<Scenario> wanted =
        Stream.concat(held().stream(), Scenarios.BROKEN.stream())
            .filter(scenario -> settings.wants("lincheck: " + scenario.name()))
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    List<Scenario> left = new ArrayList<>(wanted);
    Child child = new Child(settings.folder(), "lincheck.log", settings.mode().limit);
    int code =
        child.run(
            command(wanted),
            line -> {
              String[] fields = line.split("\t", -1);
              if (fields.length == FIELDS) {
                Scenario scenario = Scenarios.named(fields[2]);
                left.remove(scenario);
                found.accept(finding(scenario, fields));
              }
            });
    String how = code == Child.TIMED_OUT ? "was ended: it hung" : "ended with " + code;
    for (Scenario scenario : left) {
      String text = "not looked at; Lincheck " + how + ", see lincheck.log";
      found.accept(new Finding(Verdict.FAILED, scenario.name(), text));
    }
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

  private Finding finding(Scenario scenario, String[] fields) {
    boolean broke = fields[0].equals(Interleavings.BROKEN);
    int tried = Interleavings.count(scenario, settings.mode().interleavings);
    String text =
        broke
            ? "an interleaving breaks it: " + fields[3]
            : "%,d interleavings, nothing broken".formatted(tried);
    double seconds = Long.parseLong(fields[1]) / 1000.0;
    return new Finding(
        verdict(scenario, broke),
        scenario.name(),
        "%s (%.1f s)".formatted(text, seconds),
        broke ? trace(scenario) : "");
  }

  private static Verdict verdict(Scenario scenario, boolean broke) {
    return scenario.faults().isEmpty()
        ? broke ? Verdict.FAILED : Verdict.HELD
        : broke ? Verdict.CAUGHT : Verdict.FAILED;
  }

  private String trace(Scenario scenario) {
    try {
      return Files.readString(settings.folder().resolve(Interleavings.fileOf(scenario.name())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
