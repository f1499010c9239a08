package dev.fairlead.watchdog.verdict;

import dev.fairlead.watchdog.pulse.Pulse;

/** What the watchdog holds true about the node. Immutable. */
public sealed interface Verdict {
  /** Characters of {@link #brief}: what the node says it waits for may be a whole stack. */
  int MAX_BRIEF = 160;

  /** The one word for it in logs and folder names. */
  String word();

  /** The word and the details, one line. */
  String text();

  /** The beginning of {@link #text}, for a log line that can be read at a glance. */
  default String brief() {
    String text = text();
    if (text.length() <= MAX_BRIEF) {
      return text;
    }
    int end = text.lastIndexOf(' ', MAX_BRIEF - 2);
    return text.substring(0, end < MAX_BRIEF / 2 ? MAX_BRIEF - 2 : end) + " …";
  }

  /** Whether it leads to a new process. */
  default boolean replace() {
    return switch (this) {
      case Starting _, Healthy _, Late _ -> false;
      case Stuck _, Silent _, Gone _ -> true;
    };
  }

  /** No good answer yet, within the start-up budget. */
  record Starting() implements Verdict {
    @Override
    public String word() {
      return "starting";
    }

    @Override
    public String text() {
      return "starting: no good answer yet";
    }
  }

  /** The last pulse was good. */
  record Healthy() implements Verdict {
    @Override
    public String word() {
      return "healthy";
    }

    @Override
    public String text() {
      return "healthy";
    }
  }

  /**
   * The last pulse was not good, but the deadline has not passed.
   *
   * @param pulse the last one
   */
  record Late(Pulse pulse) implements Verdict {
    @Override
    public String word() {
      return "late";
    }

    @Override
    public String text() {
      return "late: " + pulse.text();
    }
  }

  /**
   * Nothing good for the whole deadline, and the node itself said what does not move.
   *
   * @param part a loop, a lock, the writer
   * @param what it waits for
   * @param forNanos since the last good answer
   */
  record Stuck(String part, String what, long forNanos) implements Verdict {
    @Override
    public String word() {
      return "stuck";
    }

    @Override
    public String text() {
      return "stuck for %d ms: %s %s".formatted(forNanos / 1_000_000, part, what).strip();
    }
  }

  /**
   * Nothing came back for the whole deadline.
   *
   * @param why what the last pulse was instead
   * @param forNanos since the last good answer
   */
  record Silent(String why, long forNanos) implements Verdict {
    @Override
    public String word() {
      return "silent";
    }

    @Override
    public String text() {
      return "silent for %d ms: %s".formatted(forNanos / 1_000_000, why);
    }
  }

  /**
   * The process ended.
   *
   * @param exitCode as the system gives it; 128 + n after signal n
   */
  record Gone(int exitCode) implements Verdict {
    @Override
    public String word() {
      return "gone";
    }

    @Override
    public String text() {
      return exitCode > 128 && exitCode < 160
          ? "gone: ended by signal " + (exitCode - 128)
          : "gone: exit code " + exitCode;
    }
  }
}
