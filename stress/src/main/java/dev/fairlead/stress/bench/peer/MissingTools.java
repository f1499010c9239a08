package dev.fairlead.stress.bench.peer;

import java.util.List;
import java.util.stream.Collectors;

/** What a benchmark needs is not installed. The message is one line and says what to install. */
public final class MissingTools extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingTools(List<Tool> missing) {
    super(
        "not installed: %s; apt-get install %s"
            .formatted(
                Tool.words(missing),
                missing.stream()
                    .map(Tool::debianPackage)
                    .distinct()
                    .collect(Collectors.joining(" "))));
  }

  /** For what is missing and is no program. */
  public MissingTools(String message) {
    super(message);
  }
}
