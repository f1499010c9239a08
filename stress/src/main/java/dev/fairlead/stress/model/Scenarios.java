package dev.fairlead.stress.model;

import static dev.fairlead.stress.model.Role.DOWNGRADER;
import static dev.fairlead.stress.model.Role.READER;
import static dev.fairlead.stress.model.Role.TIMED_READER;
import static dev.fairlead.stress.model.Role.TIMED_UPGRADER;
import static dev.fairlead.stress.model.Role.TIMED_WRITER;
import static dev.fairlead.stress.model.Role.UPGRADER;
import static dev.fairlead.stress.model.Role.WRITER;

import dev.fairlead.stress.broken.Fault;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is explored: by every build, and on top of it where there is more time. */
public final class Scenarios {
  /** Small enough for every build, and enough to show both faults. */
  public static final List<Scenario> SMALL =
      List.of(
          fixed("2 readers, timed writer", READER, READER, TIMED_WRITER),
          fixed("timed reader, reader, timed writer", TIMED_READER, READER, TIMED_WRITER),
          fixed("reader, timed writer, writer", READER, TIMED_WRITER, WRITER),
          fixed("reader, 2 timed writers", READER, TIMED_WRITER, TIMED_WRITER),
          fixed("timed upgrader, reader, writer", TIMED_UPGRADER, READER, WRITER),
          fixed("upgrader, timed upgrader, reader", UPGRADER, TIMED_UPGRADER, READER),
          fixed("downgrader, reader, timed writer", DOWNGRADER, READER, TIMED_WRITER));

  /** Four threads: millions of states. */
  public static final List<Scenario> LARGE =
      List.of(
          fixed("2 readers, timed writer, writer", READER, READER, TIMED_WRITER, WRITER),
          fixed("timed upgrader, 2 readers, writer", TIMED_UPGRADER, READER, READER, WRITER),
          fixed(
              "downgrader, reader, timed writer, reader",
              DOWNGRADER,
              READER,
              TIMED_WRITER,
              READER));

  /** Each has to be found out. */
  public static final List<Scenario> BROKEN =
      List.of(
          SMALL.get(0).with(Fault.SUBTRACTED_FLAG),
          SMALL.get(4).with(Fault.SUBTRACTED_FLAG),
          SMALL.get(2).with(Fault.SKIPPED_WRITER));

  private Scenarios() {}

  /**
   * The scenario of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scenario named(String name) {
    return Stream.of(SMALL, LARGE, BROKEN)
        .flatMap(List::stream)
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario '" + name + "'"));
  }

  private static Scenario fixed(String name, Role... roles) {
    return new Scenario(name, List.of(roles), Set.of());
  }
}
