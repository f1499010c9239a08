package dev.fairlead.watchdog.system;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A socket's address as the kernel has it.
 *
 * <pre>
 *  IPv4   family 2 │ port, big-endian │ 4 bytes │ 8 zeros                       16 bytes
 *  IPv6   family 2 │ port, big-endian │ 4 flow  │ 16 bytes │ 4 scope            28 bytes
 *  Unix   family 2 │ path and a zero, or a zero and an abstract name           3 to 110
 * </pre>
 */
final class Address {
  static final int UNIX = 1;
  static final int IPV4 = 2;
  static final int IPV6 = 10;

  /** Room for any address. */
  static final int MAX_BYTES = 128;

  /** {@code sun_path} has 108 bytes, the last of them a zero. */
  private static final int MAX_PATH_BYTES = 107;

  private final int family;
  private final byte[] bytes;

  private Address(int family, byte[] bytes) {
    this.family = family;
    this.bytes = bytes;
  }

  int family() {
    return family;
  }

  /** What the kernel wrote about an Internet socket. */
  static InetSocketAddress read(MemorySegment bytes) {
    ByteBuffer buffer = bytes.asByteBuffer();
    boolean four = buffer.order(ByteOrder.nativeOrder()).getShort() == IPV4;
    int port = Short.toUnsignedInt(buffer.order(ByteOrder.BIG_ENDIAN).getShort());
    byte[] ip = new byte[four ? 4 : 16];
    buffer.position(four ? 4 : 8).get(ip);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address of " + ip.length + " bytes", impossible);
    }
  }

  /** A copy for the kernel. */
  MemorySegment in(Arena arena) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  /** A literal address and port; the address must be resolved. */
  static Address of(InetSocketAddress address) {
    boolean four = address.getAddress() instanceof Inet4Address;
    byte[] ip = address.getAddress().getAddress();
    ByteBuffer bytes = ByteBuffer.allocate(four ? 16 : 28).order(ByteOrder.nativeOrder());
    bytes.putShort((short) (four ? IPV4 : IPV6));
    bytes.order(ByteOrder.BIG_ENDIAN).putShort((short) address.getPort());
    if (!four) {
      bytes.putInt(0);
    }
    bytes.put(ip);
    if (address.getAddress() instanceof Inet6Address six) {
      bytes.order(ByteOrder.nativeOrder()).putInt(six.getScopeId());
    }
    return new Address(four ? IPV4 : IPV6, bytes.array());
  }

  /**
   * A path, or an abstract name when it starts with {@code @}.
   *
   * @throws IllegalArgumentException when it is too long for a socket
   */
  static Address unix(String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "the path of a socket has at most " + MAX_PATH_BYTES + " bytes: " + path);
    }
    boolean hidden = name.length > 0 && name[0] == '@';
    if (hidden) {
      name[0] = 0;
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 + name.length + (hidden ? 0 : 1));
    bytes.order(ByteOrder.nativeOrder()).putShort((short) UNIX).put(name);
    return new Address(UNIX, bytes.array());
  }
}
