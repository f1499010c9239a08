package dev.fairlead.proxy.http;

/** Told to every client connection when the proxy drains. */
public enum Drain {
  /** Idle connections close; busy ones end after their answer. */
  NOW
}
