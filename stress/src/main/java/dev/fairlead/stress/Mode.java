package dev.fairlead.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How much evidence to gather, and so how long it takes. */
public enum Mode {
  /** Under a minute on two quiet cores: one short look at everything that is ours. */
  SANITY(bounded(100), 400, 200, Duration.ofMinutes(15)),
  /** Under five minutes: everything, for over a second each. */
  QUICK(bounded(1_200), 1_000, 1_500, Duration.ofMinutes(60)),
  /** For real hardware: all ways the compilers may treat each test; about an hour on two cores. */
  DEFAULT(preset("quick"), 2_000, 10_000, Duration.ofHours(12)),
  /** As {@link #DEFAULT}, much longer each; some hours on two cores. */
  TOUGH(preset("default"), 5_000, 50_000, Duration.ofHours(48));

  /** What jcstress is told about the tests that must hold. */
  final List<String> jcstressArguments;

  /** How long to look at a broken lock at first; longer each time it gets away. */
  final int brokenMillis;

  /** How many interleavings of each scenario Lincheck tries. */
  final int interleavings;

  /** After which a program that was started is ended: it hangs. */
  final Duration limit;

  Mode(List<String> jcstressArguments, int brokenMillis, int interleavings, Duration limit) {
    this.jcstressArguments = jcstressArguments;
    this.brokenMillis = brokenMillis;
    this.interleavings = interleavings;
    this.limit = limit;
  }

  /** One run of each test in one JVM. */
  static List<String> bounded(int millis) {
    return with(
        "-iters",
        "1",
        "-time",
        Integer.toString(millis),
        "-f",
        "1",
        "-fsm",
        "1",
        "-sc",
        "false",
        "-jvmArgs",
        "-Xmx256m");
  }

  /** All the JVM configurations that jcstress can think of, in its mode of that name. */
  private static List<String> preset(String name) {
    return with("-m", name, "-jvmArgsPrepend", "--enable-native-access=ALL-UNNAMED");
  }

  /** With small strides: threads that wait for each other meet more often in them. */
  private static List<String> with(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-strideSize", "64", "-strideCount", "16"));
    return List.copyOf(all);
  }

  /** Whether Spin is asked too; it says the same as the exploration, by another text. */
  boolean asksSpin() {
    return this != SANITY;
  }

  /** Whether the JDK's locks are looked at too, for comparison. */
  boolean compares() {
    return this != SANITY;
  }

  /** The mode of that name; empty if there is none. */
  static Optional<Mode> named(String name) {
    return Arrays.stream(values()).filter(mode -> mode.toString().equals(name)).findFirst();
  }

  /** For a message: {@code sanity, quick, default, tough}. */
  static String names() {
    return Arrays.stream(values()).map(Mode::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
