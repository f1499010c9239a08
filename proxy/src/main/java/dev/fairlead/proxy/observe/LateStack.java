package dev.fairlead.proxy.observe;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a late thread does, as short as it can be told.
 *
 * <p>Pure, stateless.
 */
final class LateStack {
  private static final int IN_ONE_LINE = 3;
  private static final int IN_A_TABLE = 12;

  /** Where every event loop spends its time; what a frame of these waits for says its caller. */
  private static final List<String> INTERNALS =
      List.of("java.", "javax.", "jdk.", "sun.", "io.netty.");

  private LateStack() {}

  /** The first frames that are ours, on one line; the top frame if none is. */
  static String line(StackTraceElement[] frames) {
    String ours =
        own(frames).limit(IN_ONE_LINE).map(LateStack::text).collect(Collectors.joining(" < "));
    if (!ours.isEmpty()) {
      return ours;
    }
    return frames.length == 0 ? "no stack" : text(frames[0]);
  }

  /** The top frame and ours, one a line. */
  static String lines(StackTraceElement[] frames) {
    return Stream.concat(Arrays.stream(frames).limit(1), own(frames))
        .distinct()
        .limit(IN_A_TABLE)
        .map(LateStack::text)
        .collect(Collectors.joining("\n"));
  }

  private static Stream<StackTraceElement> own(StackTraceElement[] frames) {
    return Arrays.stream(frames)
        .filter(frame -> INTERNALS.stream().noneMatch(frame.getClassName()::startsWith));
  }

  /** Without class loader and module. */
  private static String text(StackTraceElement frame) {
    return "%s.%s(%s:%d)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }
}
