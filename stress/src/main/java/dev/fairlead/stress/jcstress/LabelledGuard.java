package dev.fairlead.stress.jcstress;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockRegistry;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.Guard;

/** The catalog's lock as it is used: through closures with a label and a limit, with its ledger. */
final class LabelledGuard implements Guard {
  private static final LockRegistry REGISTRY = new LockRegistry();

  private final LabelledLock lock = fresh();

  /** One of as many locks as there are samples, so it is not listed. */
  static LabelledLock fresh() {
    return REGISTRY.unlisted("lesson", 1);
  }

  /** The word of {@code lock}. */
  static long word(LabelledLock lock) {
    return Long.parseUnsignedLong(lock.status().word().substring("0x".length()), 16);
  }

  @Override
  public void writing(Runnable body) {
    lock.write("write", Deadline.LONG, body);
  }

  @Override
  public void reading(Runnable body) {
    Boolean _ =
        lock.read(
            "read",
            Deadline.LONG,
            () -> {
              body.run();
              return Boolean.TRUE;
            });
  }

  @Override
  public long word() {
    return word(lock);
  }
}
