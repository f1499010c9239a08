package dev.fairlead.proxy.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file that cannot be used. The message is one line per problem, in the order of
 * the file.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Lines of the message, at least one. */
  private final transient List<Problem> problems;

  /** All {@code problems}, at least one, of the file the user calls {@code file}. */
  public ConfigException(String file, List<Problem> problems) {
    super(problems.stream().map(p -> p.format(file)).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
