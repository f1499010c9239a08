package dev.fairlead.catalog.lock;

/**
 * A thread inside a lock, or waiting for it, as somebody else saw it.
 *
 * <p>Immutable.
 *
 * @param thread the thread
 * @param label what it does there
 * @param mode how
 * @param waits whether it is not inside yet
 * @param sinceMillis when it acquired, or began to wait, by the coarse clock
 */
record Entry(Thread thread, String label, Mode mode, boolean waits, long sinceMillis) {}
