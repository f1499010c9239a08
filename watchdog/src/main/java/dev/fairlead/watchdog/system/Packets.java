package dev.fairlead.watchdog.system;

import dev.fairlead.watchdog.system.Libc.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets with descriptors beside their bytes, over a Unix socket.
 *
 * <pre>
 *  msghdr                          iovec              cmsghdr
 *   0 name        (none)            0 base ──► bytes   0 length  16 + 4 × descriptors
 *   8 name length (0)               8 length           8 level   SOL_SOCKET
 *  16 iov ──────────────► iovec                       12 type    SCM_RIGHTS
 *  24 iov count   (1)                                 16 descriptors, 4 bytes each
 *  32 control ──────────► cmsghdr
 *  40 control length
 *  48 flags
 * </pre>
 *
 * <p>Thread-safe: packets are sent and received whole.
 */
public final class Packets {
  /** Descriptors beside one packet; the kernel allows no more. */
  public static final int MAX_DESCRIPTORS = 253;

  private static final int MSGHDR_BYTES = 56;
  private static final int IOVEC_BYTES = 16;
  private static final int CMSGHDR_BYTES = 16;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  private Packets() {}

  /**
   * What arrived. No bytes at all is the end: nobody holds the other end any more.
   *
   * @param descriptors belong to the receiver, closed by {@code exec}
   * @param whole false when bytes or descriptors were too many and the rest is lost
   */
  public record Packet(ByteBuffer bytes, List<Integer> descriptors, boolean whole) {}

  /** Sends without waiting: {@link Errno#EAGAIN} when there is no room. */
  public static void send(int socket, byte[] bytes, int[] descriptors) throws SystemCallException {
    if (descriptors.length > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(descriptors.length + " descriptors in a packet");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(align(rightsBytes(descriptors.length)), Long.BYTES);
      control.set(ValueLayout.JAVA_LONG, 0, rightsBytes(descriptors.length));
      control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
      control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
      MemorySegment.copy(
          descriptors, 0, control, ValueLayout.JAVA_INT, CMSGHDR_BYTES, descriptors.length);
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      MemorySegment used = descriptors.length == 0 ? MemorySegment.NULL : control;
      MemorySegment header = header(arena, data, used);
      Libc.call(Function.SENDMSG, socket, header.address(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
  }

  /**
   * Waits for a packet.
   *
   * @param mostBytes what it may have at most
   * @param mostDescriptors likewise; one more may be taken, for want of finer alignment
   */
  public static Packet receive(int socket, int mostBytes, int mostDescriptors)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(align(rightsBytes(mostDescriptors)), Long.BYTES);
      MemorySegment data = arena.allocate(mostBytes);
      MemorySegment header = header(arena, data, control);
      int count = Libc.call(Function.RECVMSG, socket, header.address(), MSG_CMSG_CLOEXEC);
      int flags = header.get(ValueLayout.JAVA_INT, 48);
      return new Packet(
          ByteBuffer.wrap(data.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE)),
          received(control.asSlice(0, header.get(ValueLayout.JAVA_LONG, 40))),
          (flags & (MSG_TRUNC | MSG_CTRUNC)) == 0);
    }
  }

  /** The kernel packs all descriptors of a packet into one control message. */
  private static List<Integer> received(MemorySegment control) {
    if (control.byteSize() < CMSGHDR_BYTES
        || control.get(ValueLayout.JAVA_INT, 8) != SOL_SOCKET
        || control.get(ValueLayout.JAVA_INT, 12) != SCM_RIGHTS) {
      return List.of();
    }
    long end = Math.min(control.get(ValueLayout.JAVA_LONG, 0), control.byteSize());
    List<Integer> numbers = new ArrayList<>();
    for (long at = CMSGHDR_BYTES; at + Integer.BYTES <= end; at += Integer.BYTES) {
      numbers.add(control.get(ValueLayout.JAVA_INT, at));
    }
    return List.copyOf(numbers);
  }

  private static MemorySegment header(Arena arena, MemorySegment data, MemorySegment control) {
    MemorySegment vector = arena.allocate(IOVEC_BYTES, Long.BYTES);
    vector.set(ValueLayout.JAVA_LONG, 0, data.address());
    vector.set(ValueLayout.JAVA_LONG, 8, data.byteSize());
    MemorySegment header = arena.allocate(MSGHDR_BYTES, Long.BYTES);
    header.set(ValueLayout.JAVA_LONG, 16, vector.address());
    header.set(ValueLayout.JAVA_LONG, 24, 1);
    header.set(ValueLayout.JAVA_LONG, 32, control.address());
    header.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
    return header;
  }

  private static long rightsBytes(int descriptors) {
    return CMSGHDR_BYTES + (long) descriptors * Integer.BYTES;
  }

  private static long align(long bytes) {
    return (bytes + Long.BYTES - 1) & -Long.BYTES;
  }
}
