package dev.fairlead.gossip.replica;

/**
 * What an open replica consists of on its writer thread.
 *
 * @param settings what it was opened with
 * @param database the one connection that writes
 * @param schema the replicated tables
 * @param sites numbers of site ids
 * @param book what is held
 * @param parking what is not understood yet
 * @param quarantine what is not served
 * @param heartbeat what shows that the writer is at work
 * @param storage whether the file takes writes
 */
record Core(
    ReplicaSettings settings,
    Database database,
    Schema schema,
    Sites sites,
    Book book,
    Parking parking,
    Quarantine quarantine,
    Heartbeat heartbeat,
    Storage storage) {}
