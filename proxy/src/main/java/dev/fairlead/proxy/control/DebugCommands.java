package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.Quantities;
import dev.fairlead.proxy.control.Command.BadCommand;
import java.io.IOException;
import java.nio.file.Path;
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

  private final Path data;
  private final DataPlane plane;
  private final Catalog catalog;
  private final Replica replica;

  /**
   * Written once by a command, read by every connection: a volatile write before volatile reads.
   */
  private volatile boolean silent;

  /** Commands that break these parts; {@code data} is the folder the next starts look into. */
  DebugCommands(Path data, DataPlane plane, Catalog catalog, Replica replica) {
    this.data = data;
    this.plane = plane;
    this.catalog = catalog;
    this.replica = replica;
  }

  List<Command> all() {
    return List.of(
        new Command("debug hang loop", "N", "blocks event loop N for ever", this::hangLoop),
        Command.plain("debug hang loops", "blocks every event loop for ever", this::hangLoops),
        new Command(
            "debug hang lock",
            "[NAME] [for TIME]",
            "holds a lock, for ever or so long",
            this::hangLock),
        new Command("debug corrupt lock", "[NAME]", "breaks a lock's word", this::corruptLock),
        Command.plain("debug hang writer", "blocks the replica's writer for ever", this::writer),
        Command.plain(
            "debug exhaust control", "leaves no thread to answer commands", this::exhaust),
        Command.plain("debug stop answering", "the socket answers no more", this::stopAnswering),
        Command.plain("debug leak", "fills the heap until it is out of memory", this::leak),
        new Command("debug gc", "TIME", "keeps the garbage collector busy so long", this::gc),
        new Command(
            "debug crash at start",
            "N [PHASE]",
            "lets the next N starts end in a phase, or the first",
            this::crashAtStart),
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
    int index = number("which loop?", words);
    if (index >= loops) {
      throw new BadCommand("loops are numbered 0 to " + (loops - 1));
    }
    LOG.warn("debug: loop {} hangs from now on", index);
    plane.hangLoop(index);
    return Answer.Line.done("loop " + index + " hangs");
  }

  private Answer hangLoops() {
    int loops = plane.loops().size();
    LOG.warn("debug: all {} loops hang from now on", loops);
    for (int index = 0; index < loops; index++) {
      plane.hangLoop(index);
    }
    return Answer.Line.done("all " + loops + " loops hang");
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
      Duration time = time(rest.getLast());
      return Answer.Line.done(
          "held for " + rest.getLast() + ": " + catalog.holdLockFor(name, time));
    } catch (IllegalArgumentException e) {
      throw new BadCommand(String.valueOf(e.getMessage()));
    }
  }

  private Answer corruptLock(List<String> words) throws BadCommand {
    if (words.size() > 1) {
      throw new BadCommand("one lock at a time");
    }
    LOG.warn("debug: a lock's word is broken from now on");
    try {
      String name = catalog.corruptLock(words.isEmpty() ? "" : words.getFirst());
      return Answer.Line.done("corrupt: " + name);
    } catch (IllegalArgumentException e) {
      throw new BadCommand(String.valueOf(e.getMessage()));
    }
  }

  private Answer writer() {
    LOG.warn("debug: the replica's writer hangs from now on");
    Faults.hangWriter(replica);
    return Answer.Line.done("the replica's writer hangs");
  }

  private Answer exhaust() {
    LOG.warn("debug: no virtual thread runs from now on");
    Faults.exhaustVirtualThreads();
    return Answer.Line.done("this is the last answer");
  }

  private Answer stopAnswering() {
    LOG.warn("debug: the control socket answers no more");
    silent = true;
    return Answer.Line.done("this is the last answer");
  }

  private Answer leak() {
    LOG.warn("debug: the heap fills from now on");
    Faults.leakHeap();
    return Answer.Line.done("leaking");
  }

  private Answer gc(List<String> words) throws BadCommand {
    if (words.size() != 1) {
      throw new BadCommand("for how long?");
    }
    Duration time = time(words.getFirst());
    LOG.warn("debug: the garbage collector is kept busy for {}", words.getFirst());
    Faults.pressTheCollector(time);
    return Answer.Line.done("keeping the garbage collector busy for " + words.getFirst());
  }

  private Answer crashAtStart(List<String> words) throws BadCommand {
    int starts = number("how many starts?", words.isEmpty() ? words : words.subList(0, 1));
    String phase = words.size() > 1 ? words.get(1) : "";
    if (words.size() > 2) {
      throw new BadCommand("one phase at a time");
    }
    try {
      CrashAtStart.order(data, starts, phase);
    } catch (IOException e) {
      return new Answer.Failure("cannot note that in " + data + ": " + e.getMessage());
    }
    LOG.warn("debug: the next {} starts will crash", starts);
    return Answer.Line.done("the next " + starts + " starts crash");
  }

  private Answer crash() {
    LOG.warn("debug: crash");
    Runtime.getRuntime().halt(CRASHED);
    return Answer.Line.done("unreachable");
  }

  private static int number(String question, List<String> words) throws BadCommand {
    if (words.size() != 1 || !words.getFirst().matches("[0-9]{1,4}")) {
      throw new BadCommand(question);
    }
    return Integer.parseInt(words.getFirst());
  }

  private static Duration time(String word) throws BadCommand {
    try {
      return Quantities.duration(word);
    } catch (BadValue e) {
      throw new BadCommand(String.valueOf(e.getMessage()));
    }
  }
}
