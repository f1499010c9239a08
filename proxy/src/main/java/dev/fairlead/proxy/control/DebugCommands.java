package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.Quantities;
import dev.fairlead.proxy.control.Command.BadCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that break this node on purpose, so that its watchdog can be seen at work. They
 * exist only with {@code [control] debug = true}.
 */
final class DebugCommands {
  private static final Logger LOG = LoggerFactory.getLogger(DebugCommands.class);

  /** Exit code of {@code debug crash}, that of a process which aborted. */
  private static final int CRASHED = 134;

  /** Between the name of a lock and how long it is held. */
  private static final String FOR = "for";

  private final DataPlane plane;
  private final Catalog catalog;

  /**
   * Written once by a command, read by every connection: a volatile write before volatile reads.
   */
  private volatile boolean silent;

  DebugCommands(DataPlane plane, Catalog catalog) {
    this.plane = plane;
    this.catalog = catalog;
  }

  List<Command> all() {
    return List.of(
        new Command("debug hang loop", "N", "blocks event loop N for ever", this::hangLoop),
        new Command(
            "debug hang lock",
            "[NAME] [for TIME]",
            "holds a lock, for ever or so long",
            this::hangLock),
        Command.plain("debug stop answering", "the socket answers no more", this::stopAnswering),
        Command.plain("debug crash", "ends the process at once", this::crash));
  }

  /** Blocks for ever once the node was told to stop answering. */
  void gate() {
    while (silent) {
      LockSupport.park(this);
    }
  }

  private Answer hangLoop(List<String> words) throws BadCommand {
    int loops = plane.loops().size();
    if (words.size() != 1 || !words.getFirst().matches("[0-9]{1,4}")) {
      throw new BadCommand("which loop?");
    }
    int index = Integer.parseInt(words.getFirst());
    if (index >= loops) {
      throw new BadCommand("loops are numbered 0 to " + (loops - 1));
    }
    LOG.warn("debug: loop {} hangs from now on", index);
    plane.hangLoop(index);
    return Answer.Line.done("loop " + index + " hangs");
  }

  private Answer hangLock(List<String> words) throws BadCommand {
    boolean named = !words.isEmpty() && !words.getFirst().equals(FOR);
    String name = named ? words.getFirst() : "";
    List<String> rest = words.subList(named ? 1 : 0, words.size());
    LOG.warn("debug: a lock is held from now on");
    try {
      if (rest.isEmpty()) {
        return Answer.Line.done("held for ever: " + catalog.holdLockForever(name));
      }
      if (rest.size() != 2 || !rest.getFirst().equals(FOR)) {
        throw new BadCommand("one lock at a time, and for how long: catalog for 300ms");
      }
      Duration time = Quantities.duration(rest.getLast());
      return Answer.Line.done(
          "held for " + rest.getLast() + ": " + catalog.holdLockFor(name, time));
    } catch (IllegalArgumentException | BadValue e) {
      throw new BadCommand(String.valueOf(e.getMessage()));
    }
  }

  private Answer stopAnswering() {
    LOG.warn("debug: the control socket answers no more");
    silent = true;
    return Answer.Line.done("this is the last answer");
  }

  private Answer crash() {
    LOG.warn("debug: crash");
    Runtime.getRuntime().halt(CRASHED);
    return Answer.Line.done("unreachable");
  }
}
