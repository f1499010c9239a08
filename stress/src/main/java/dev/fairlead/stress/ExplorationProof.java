package dev.fairlead.stress;

import dev.fairlead.stress.Finding.Verdict;
import dev.fairlead.stress.model.Exploration;
import dev.fairlead.stress.model.Explored;
import dev.fairlead.stress.model.Scenario;
import dev.fairlead.stress.model.Scenarios;
import java.util.List;
import java.util.function.Consumer;

/** Every interleaving of the algorithm, in this process: seconds, whatever the mode. */
final class ExplorationProof implements Proof {
  private final Settings settings;

  ExplorationProof(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String title() {
    return "Exploration: every interleaving of the algorithm";
  }

  @Override
  public void gather(Consumer<Finding> found) {
    for (List<Scenario> part : List.of(Scenarios.SMALL, Scenarios.LARGE, Scenarios.BROKEN)) {
      part.stream()
          .filter(scenario -> settings.wants("exploration: " + scenario.name()))
          .map(ExplorationProof::explore)
          .forEach(found);
    }
  }

  private static Finding explore(Scenario scenario) {
    Explored explored = Exploration.of(scenario);
    boolean broke = explored.counterexample() != null;
    Verdict verdict =
        scenario.faults().isEmpty()
            ? broke ? Verdict.FAILED : Verdict.HELD
            : broke ? Verdict.CAUGHT : Verdict.FAILED;
    return new Finding(verdict, scenario.name(), explored.summary(), explored.drawing());
  }
}
