package dev.fairlead.catalog.lock;

/**
 * 64 bytes that nobody uses: the fields of what extends this share no cache line with whatever the
 * collector puts before it.
 */
class CacheLine {
  @SuppressWarnings("unused") // only their size matters
  private long a0, a1, a2, a3, a4, a5, a6, a7;
}
