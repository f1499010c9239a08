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
      case Starting _, Healthy _, Late _, Debugged _ -> false;
      case Stuck _, Silent _, Stopped _, Closed _, Gone _ -> true;
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
   * No good answer, but somebody examines the node: it is left alone until they are done.
   *
   * @param by what holds it
   */
  record Debugged(String by) implements Verdict {
    @Override
    public String word() {
      return "debugged";
    }

    @Override
    public String text() {
      return "debugged: no good answer, but not replaced: " + by;
    }
  }

  /**
   * Nothing good for the whole deadline, and it is known what does not move.
   *
   * @param part a loop, a lock, the writer, as the node said; {@code gc} when the virtual machine
   *     itself kept the program waiting for all the time it is given
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
   * The process was stopped by a signal and not continued for the whole deadline.
   *
   * @param forNanos since the last good answer
   */
  record Stopped(long forNanos) implements Verdict {
    @Override
    public String word() {
      return "stopped";
    }

    @Override
    public String text() {
      return "stopped by a signal, without an answer for %d ms".formatted(forNanos / 1_000_000);
    }
  }

  /**
   * The process lives, but its control socket is not there or refuses.
   *
   * @param why what the last pulse was
   * @param forNanos since the last good answer
   */
  record Closed(String why, long forNanos) implements Verdict {
    @Override
    public String word() {
      return "closed";
    }

    @Override
    public String text() {
      return "closed its control socket %d ms ago: %s".formatted(forNanos / 1_000_000, why);
    }
  }

  /**
   * The process ended.
   *
   * @param exitCode as the system gives it; 128 + n after signal n; {@link #UNSEEN} of one that is
   *     not a child
   */
  record Gone(int exitCode) implements Verdict {
    /** Nobody was told the code. */
    public static final int UNSEEN = -1;

    @Override
    public String word() {
      return "gone";
    }

    @Override
    public String text() {
      if (exitCode == UNSEEN) {
        return "gone: there is no such process any more";
      }
      return exitCode > 128 && exitCode < 160
          ? "gone: ended by signal " + (exitCode - 128)
          : "gone: exit code " + exitCode;
    }
  }
}
