package dev.fairlead.proxy.control;

import java.util.List;

/** Commands whose feature does not exist yet: they say so rather than being unknown. */
final class LaterCommands {
  private static final String LATER = "not available yet";

  private LaterCommands() {}

  static List<Command> all() {
    return List.of(later("show errors", "malformed requests are counted, not kept"));
  }

  /** Whether {@code command} only says that it does not exist yet. */
  static boolean holds(Command command) {
    return command.effect().startsWith(LATER);
  }

  private static Command later(String name, String instead) {
    return Command.plain(
        name,
        LATER + ": " + instead,
        () -> new Answer.Failure(name + " is " + LATER + ": " + instead));
  }
}
