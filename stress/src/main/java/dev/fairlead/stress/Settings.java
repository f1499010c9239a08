package dev.fairlead.stress;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the command line says.
 *
 * <p>Immutable.
 *
 * @param mode how much evidence
 * @param only which proofs: those in whose name this is found
 * @param folder where reports and logs go; what an earlier run left there is taken away
 */
record Settings(Mode mode, Pattern only, Path folder) {
  /** What can be said. */
  static final String USAGE =
      "usage: fairlead stress [--mode sanity|quick|default|tough] [--only REGEX]";

  /** A command line that says something else. */
  static final class Misused extends Exception {
    private static final long serialVersionUID = 1L;

    Misused(String message) {
      super(message);
    }
  }

  /** Reads the command line. */
  static Settings of(List<String> arguments) throws Misused {
    Mode mode = Mode.QUICK;
    Pattern only = Pattern.compile("");
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--mode" -> mode = mode(value(option, rest));
        case "--only" -> only = pattern(value(option, rest));
        default -> throw new Misused("unknown option '%s'; %s".formatted(option, USAGE));
      }
    }
    Path target = Path.of(System.getProperty("fairlead.stress.target", "target"));
    return new Settings(mode, only, target.resolve("stress-report").toAbsolutePath());
  }

  private static String value(String option, Iterator<String> rest) throws Misused {
    if (!rest.hasNext()) {
      throw new Misused("%s needs a value; %s".formatted(option, USAGE));
    }
    return rest.next();
  }

  private static Mode mode(String name) throws Misused {
    return Mode.named(name)
        .orElseThrow(
            () -> new Misused("unknown mode '%s'; modes are %s".formatted(name, Mode.names())));
  }

  private static Pattern pattern(String regex) throws Misused {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new Misused("--only '%s': %s".formatted(regex, e.getDescription()));
    }
  }

  /** Whether the proof of that name is wanted. */
  boolean wants(String name) {
    return only.matcher(name).find();
  }
}
