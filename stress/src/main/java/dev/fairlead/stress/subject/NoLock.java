package dev.fairlead.stress.subject;

/** Lets everybody in: what a lesson must fail with, if it can fail at all. */
public final class NoLock implements Guard {
  @Override
  public void writing(Runnable body) {
    body.run();
  }

  @Override
  public void reading(Runnable body) {
    body.run();
  }

  @Override
  public long word() {
    return 0;
  }
}
