package dev.fairlead.gossip.wire;

/** The type byte of each message; numbers are never reused. */
final class MessageType {
  static final int PING = 1;
  static final int PING_REQUEST = 2;
  static final int ACK = 3;
  static final int NACK = 4;
  static final int NEWS = 5;
  static final int ROSTER_OFFER = 6;
  static final int ROSTER = 7;
  static final int PUSH = 16;
  static final int COMPARE = 32;
  static final int SAME = 33;
  static final int HEADS = 34;
  static final int OFFER = 35;
  static final int WANT = 36;
  static final int BATCH = 37;
  static final int BUSY = 38;

  private MessageType() {}
}
