package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.proc.ProcessState;
import java.util.List;

/**
 * Everything that was found, before anybody thinks about it. Immutable.
 *
 * @param word of the verdict
 * @param text the verdict with its details
 * @param state of the process
 * @param ledger what the node wrote down
 * @param dump its threads, as its JVM shows them
 * @param silence why the control socket did not answer; empty if it did
 * @param busy names of the threads that were on a processor or in uninterruptible sleep, as Linux
 *     shows them
 */
record Findings(
    String word,
    String text,
    ProcessState state,
    LedgerReading ledger,
    ThreadDump dump,
    String silence,
    List<String> busy) {
  /** Copies the list. */
  Findings {
    busy = List.copyOf(busy);
  }

  Findings withDump(ThreadDump threads) {
    return new Findings(word, text, state, ledger, threads, silence, busy);
  }

  Findings withSilence(String why) {
    return new Findings(word, text, state, ledger, dump, why, busy);
  }

  Findings withBusy(List<String> threads) {
    return new Findings(word, text, state, ledger, dump, silence, threads);
  }
}
