package dev.fairlead.stress.subject;

/** What keeps readers and writers apart while a closure runs. */
public interface Guard {
  /** Runs {@code body} alone. */
  void writing(Runnable body);

  /** Runs {@code body} together with other readers. */
  void reading(Runnable body);

  /** 0 when nobody is inside and nobody waits. */
  long word();
}
