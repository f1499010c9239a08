package dev.fairlead.watchdog.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A thread dump of HotSpot, as {@code Thread.print -l} writes it, taken apart. Immutable.
 *
 * @param stacks every thread that has a header, in the order of the dump
 * @param deadlocks the lines that say that threads wait for each other; normally none
 */
record ThreadDump(List<Stack> stacks, List<String> deadlocks) {
  /** When there is none. */
  static final ThreadDump NONE = new ThreadDump(List.of(), List.of());

  private static final Pattern ADDRESS = Pattern.compile("<(0x[0-9a-f]+)>");
  private static final Pattern TYPE = Pattern.compile("\\(an? ([^)]+)\\)");

  /** Copies the lists. */
  ThreadDump {
    stacks = List.copyOf(stacks);
    deadlocks = List.copyOf(deadlocks);
  }

  /**
   * One thread. Immutable.
   *
   * @param name of the thread
   * @param state as the JVM says, such as {@code WAITING (parking)}; empty for the JVM's own
   * @param frames innermost first, without module names
   * @param notes what it waits for and holds, as the dump says
   * @param carries frames of the virtual thread that it runs; empty if none
   */
  record Stack(
      String name, String state, List<String> frames, List<String> notes, List<String> carries) {
    /** The frames that tell something: not the JDK's, the network library's or the compiler's. */
    List<String> ownFrames() {
      return (carries.isEmpty() ? frames : carries)
          .stream()
              .filter(frame -> INTERNAL.stream().noneMatch(frame::startsWith))
              .filter(frame -> !frame.contains("$$Lambda"))
              .toList();
    }

    private Optional<String> waitNote() {
      return notes.stream()
          .filter(n -> n.startsWith("parking to wait") || n.startsWith("waiting"))
          .findFirst();
    }

    private boolean holds(String address) {
      return notes.stream()
          .anyMatch(n -> n.contains(address) && (n.startsWith("locked") || n.startsWith("<")));
    }
  }

  private static final List<String> INTERNAL =
      List.of("java.", "javax.", "jdk.", "sun.", "io.netty.");

  /** Takes a dump apart; lines that are not understood are passed over. */
  static ThreadDump parse(List<String> lines) {
    Parser parser = new Parser();
    lines.forEach(parser::line);
    return parser.end();
  }

  /** The first thread of that name. */
  Optional<Stack> named(String name) {
    return stacks.stream().filter(stack -> stack.name.equals(name)).findFirst();
  }

  /** What a thread waits for, and who has it if that is known; empty if it does not wait. */
  String waitOf(Stack stack) {
    String note = stack.waitNote().orElse("");
    Matcher address = ADDRESS.matcher(note);
    if (!address.find()) {
      return stack.state.startsWith("BLOCKED") ? "a monitor" : "";
    }
    Matcher type = TYPE.matcher(note);
    String what = "a " + (type.find() ? type.group(1) : "lock");
    return stacks.stream()
        .filter(other -> !other.name.equals(stack.name) && other.holds(address.group(1)))
        .findFirst()
        .map(other -> what + " that thread " + other.name + " has")
        .orElse(what);
  }

  /** Reads line by line. */
  private static final class Parser {
    private final List<Stack> stacks = new ArrayList<>();
    private final List<String> deadlocks = new ArrayList<>();
    private final Map<String, List<String>> parts = new HashMap<>();
    private String name = "";
    private String state = "";
    private boolean carrying;
    private boolean afterThreads;

    void line(String line) {
      String text = line.strip();
      if (text.startsWith("Found") && text.contains("deadlock")) {
        flush();
        afterThreads = true; // the threads in it follow once more
        deadlocks.add(text);
      } else if (afterThreads) {
        return;
      } else if (line.startsWith("\"")) {
        flush();
        name = line.substring(1, Math.max(1, line.indexOf('"', 1)));
      } else if (text.startsWith("java.lang.Thread.State: ")) {
        state = text.substring("java.lang.Thread.State: ".length());
      } else if (text.startsWith("Mounted virtual thread")) {
        carrying = true;
      } else if (text.startsWith("at ")) {
        part(carrying ? "carries" : "frames").add(withoutModule(text.substring(3)));
      } else if (text.startsWith("- ") && !text.equals("- None")) {
        part("notes").add(text.substring(2));
      }
    }

    private List<String> part(String which) {
      return parts.computeIfAbsent(which, _ -> new ArrayList<>());
    }

    private void flush() {
      if (!name.isEmpty()) {
        stacks.add(
            new Stack(
                name,
                state,
                List.copyOf(part("frames")),
                List.copyOf(part("notes")),
                List.copyOf(part("carries"))));
      }
      parts.clear();
      name = "";
      state = "";
      carrying = false;
    }

    ThreadDump end() {
      flush();
      return new ThreadDump(stacks, deadlocks);
    }

    /** {@code a.B.c(java.base@25/B.java:1)} without what stands before the file. */
    private static String withoutModule(String frame) {
      return frame.replaceFirst("\\(([^()/]*)/", "(");
    }
  }
}
