package dev.fairlead.proxy.supervise;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a watchdog gives a process it has started.
 *
 * <p>Immutable.
 *
 * @param configuration to use instead of the one of the command line
 * @param incident why it was started; empty for no incident
 * @param quarantine ids of changes that must not be applied
 * @param memory the descriptor of the ledger, kept for the watchdog after this one
 * @param page the ledger
 */
record Welcome(
    Optional<Path> configuration,
    String incident,
    List<String> quarantine,
    Descriptor memory,
    LedgerPage page) {
  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  /** Copies the list. */
  Welcome {
    quarantine = List.copyOf(quarantine);
  }

  /** The changes that must not be applied; what names none is left out, with a line in the log. */
  Set<ChangeId> changes() {
    Set<ChangeId> changes = new HashSet<>();
    for (String id : quarantine) {
      try {
        changes.add(ChangeId.parse(id));
      } catch (IllegalArgumentException e) {
        LOG.error("the watchdog's quarantine: {}", e.getMessage());
      }
    }
    return changes;
  }

  /**
   * Reads the first message.
   *
   * @throws IOException if the ledger cannot be mapped
   */
  static Welcome of(Message message) throws IOException {
    Descriptor memory = message.descriptor();
    String config = message.value("config", "");
    String quarantine = message.value("quarantine", "");
    return new Welcome(
        config.isEmpty() ? Optional.empty() : Optional.of(Path.of(config)),
        message.value("incident", ""),
        quarantine.isEmpty() ? List.of() : List.of(quarantine.split(",", -1)),
        memory,
        LedgerPage.open(LedgerPage.ofDescriptor(memory.number())));
  }
}
