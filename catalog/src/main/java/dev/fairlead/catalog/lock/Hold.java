package dev.fairlead.catalog.lock;

/**
 * A thread inside a lock, or waiting for it.
 *
 * <p>Immutable.
 *
 * @param lock the lock
 * @param thread the thread
 * @param label what it does there
 * @param mode how
 * @param sinceMillis when it acquired, or began to wait, by the coarse clock
 */
record Hold(LabelledLock lock, Thread thread, String label, Mode mode, long sinceMillis) {}
