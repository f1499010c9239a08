package dev.fairlead.proxy.connect;

/** Written to a channel of bytes: nothing more will follow in this direction. */
public enum EndOfStream {
  /** The only one. */
  MARK
}
