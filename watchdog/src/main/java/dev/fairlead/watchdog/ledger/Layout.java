package dev.fairlead.watchdog.ledger;

/**
 * Where everything is on the page, in bytes from its start. All numbers are in the byte order of
 * the machine: the page never leaves it.
 *
 * <pre>
 *   0        magic, version, size                      written once, by the watchdog
 *   64       watchdog's state                          written by the watchdog
 *   4 Ki     stage     role and phase of the node      written by the node, from here on
 *   +256     vitals    memory, pauses, beat
 *   +512     loops     64 x 128
 *   +8704    locks     64 x 1024
 *   +74240   changes   3 lanes x (done + 64 x 512)
 *   +172568  heads     64 x 128
 *   +180760  log       position + 64 Ki
 * </pre>
 *
 * <p>A change of anything here, or of what a record puts into its slot, changes {@link #VERSION}.
 */
final class Layout {
  static final long MAGIC = 0x4641_4952_4c45_4147L; // "FAIRLEAG"
  static final int VERSION = 2;

  static final int WATCHDOG = 64;
  static final int WATCHDOG_BYTES = 4096 - WATCHDOG;

  private static final int NODE = 4096;
  static final int STAGE = NODE;
  static final int STAGE_BYTES = 256;
  static final int VITALS = STAGE + STAGE_BYTES;
  static final int VITALS_BYTES = 256;

  static final int LOOPS = VITALS + VITALS_BYTES;
  static final int LOOP_BYTES = 128;
  static final int MAX_LOOPS = 64;

  static final int LOCKS = LOOPS + MAX_LOOPS * LOOP_BYTES;
  static final int LOCK_BYTES = 1024;
  static final int MAX_LOCKS = 64;

  static final int CHANGES = LOCKS + MAX_LOCKS * LOCK_BYTES;
  static final int CHANGE_BYTES = 512;
  static final int MAX_CHANGES = 64;
  static final int LANE_BYTES = 8 + MAX_CHANGES * CHANGE_BYTES;
  private static final int MAX_LANES = 3;

  static final int HEADS = CHANGES + MAX_LANES * LANE_BYTES;
  static final int HEAD_BYTES = 128;
  static final int MAX_HEADS = 64;

  static final int LOG = HEADS + MAX_HEADS * HEAD_BYTES;
  static final int LOG_RING_BYTES = 64 * 1024; // a power of two

  /** The whole page, a multiple of 4096: 244 KiB. */
  static final int BYTES = (LOG + 8 + LOG_RING_BYTES + 4095) / 4096 * 4096;

  private Layout() {}
}
