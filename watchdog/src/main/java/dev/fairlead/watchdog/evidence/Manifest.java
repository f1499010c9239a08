package dev.fairlead.watchdog.evidence;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a folder of evidence is worth. Immutable.
 *
 * <p>Complete means: everything that was to be had of a process in that state is there. A process
 * that had ended has no stacks, a stopped one no JVM that answers; their files say so and count as
 * there. What should have been to be had and was not is missing.
 *
 * @param folder where it is
 * @param missing for each file that is missing or less than it should be, why
 */
public record Manifest(Path folder, Map<String, String> missing) {
  /** Copies the map, in its order. */
  public Manifest {
    missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
  }

  /** Whether nothing is missing. */
  public boolean complete() {
    return missing.isEmpty();
  }

  /** One line: {@code complete}, or {@code incomplete: FILE (why), …}. */
  public String text() {
    return complete()
        ? "complete"
        : missing.entrySet().stream()
            .map(file -> file.getKey() + " (" + file.getValue() + ")")
            .collect(Collectors.joining(", ", "incomplete: ", ""));
  }
}
