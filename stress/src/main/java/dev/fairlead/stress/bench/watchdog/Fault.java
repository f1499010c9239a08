package dev.fairlead.stress.bench.watchdog;

import dev.fairlead.stress.node.SupervisedNode;
import java.io.IOException;
import java.util.Locale;

/** The ways a node breaks. */
public enum Fault {
  /** An event loop that moves no more. */
  ONE_LOOP("debug hang loop 0"),
  /** All of them. */
  ALL_LOOPS("debug hang loops"),
  /** The catalog's lock, held for ever. */
  LOCK("debug hang lock"),
  /** The catalog's lock, held by nobody and open to nobody. */
  CORRUPT_LOCK("debug corrupt lock"),
  /** The replica's writer thread, which never comes back. */
  WRITER("debug hang writer"),
  /** No thread left to answer commands. */
  CONTROL("debug exhaust control"),
  /** The process stopped by a signal. */
  STOPPED(""),
  /** A heap that fills until the JVM gives up. */
  MEMORY("debug leak"),
  /** The process killed by a signal. */
  KILLED(""),
  /** The process killed, and the next two starts crash. */
  START("debug crash at start 2");

  private final String command;

  Fault(String command) {
    this.command = command;
  }

  /** Its name on the command line and in the table: {@code one-loop}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Breaks the node. */
  void strike(SupervisedNode node, long victim) throws IOException {
    switch (this) {
      case STOPPED -> node.processes().stop(victim);
      case KILLED -> node.processes().kill(victim);
      case START -> {
        node.tell(command);
        node.processes().kill(victim);
      }
      case ONE_LOOP, ALL_LOOPS, LOCK, CORRUPT_LOCK, WRITER, CONTROL, MEMORY -> node.tell(command);
    }
  }

  /** Whether targets speak of it: nobody promised how soon a start that crashes succeeds. */
  boolean hasTarget() {
    return this != START;
  }
}
