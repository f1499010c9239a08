package dev.fairlead.proxy.prelude;

import dev.fairlead.proxy.prelude.ProxyHeader.Complete;
import dev.fairlead.proxy.prelude.ProxyHeader.Incomplete;
import dev.fairlead.proxy.prelude.ProxyHeader.NotProxied;
import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Version 2: binary.
 *
 * <pre>
 *   signature (12) │ 2 │ command │ family │ transport │ length (2) │ addresses │ TLVs …
 *                    4 bits each            4 bits each  of the rest
 *   addresses   IPv4: client 4, server 4, ports 2 + 2 · IPv6: 16, 16, 2 + 2 · Unix: 108 + 108
 * </pre>
 *
 * <p>Stateless.
 */
final class BinaryHeader {
  /** What it begins with. */
  static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

  /** Before the addresses. */
  static final int FIXED_BYTES = 16;

  /** Addresses and TLVs: more is refused. */
  static final int MAX_REST_BYTES = 536;

  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;
  private static final int TCP_4 = 0x11;
  private static final int TCP_6 = 0x21;
  private static final int UNSPECIFIED = 0;

  private BinaryHeader() {}

  static ProxyHeader read(ByteBuf bytes) throws NotProxied {
    ByteBuf head = bytes.slice();
    int there = head.readableBytes();
    if (there > SIGNATURE.length) {
      int command = head.getUnsignedByte(12);
      NotProxied.unless(command >> 4 == VERSION, "a version other than 2");
      NotProxied.unless((command & 0xf) <= PROXY, "a command that is neither LOCAL nor PROXY");
    }
    if (there < FIXED_BYTES) {
      return new Incomplete();
    }
    int length = head.getUnsignedShort(14);
    NotProxied.unless(length <= MAX_REST_BYTES, "longer than " + MAX_REST_BYTES + " bytes");
    if (there < FIXED_BYTES + length) {
      return new Incomplete();
    }
    ByteBuf whole = head.slice(0, FIXED_BYTES + length);
    if ((head.getByte(12) & 0xf) == LOCAL) {
      return new Complete(whole.readableBytes(), null); // the family and all behind it is to skip
    }
    return new Complete(whole.readableBytes(), parties(whole, head.getUnsignedByte(13)));
  }

  /** Null if the sender relays for somebody without an IP address that a stream can have. */
  private static @Nullable Parties parties(ByteBuf whole, int family) throws NotProxied {
    if (family == UNSPECIFIED) {
      return null; // what follows has no known form
    }
    int addressBytes = addressBytes(family);
    int block = 2 * addressBytes + (addressBytes == 108 ? 0 : 4);
    int rest = whole.readableBytes() - FIXED_BYTES;
    NotProxied.unless(rest >= block, "too short for its addresses");
    Tlvs.check(whole, FIXED_BYTES + block);
    if (family != TCP_4 && family != TCP_6) {
      return null;
    }
    ByteBuf addresses = whole.slice(FIXED_BYTES, block);
    InetAddress client = address(addresses, addressBytes);
    InetAddress server = address(addresses, addressBytes);
    return Parties.between(
        new InetSocketAddress(client, addresses.readUnsignedShort()),
        new InetSocketAddress(server, addresses.readUnsignedShort()));
  }

  private static int addressBytes(int family) throws NotProxied {
    return switch (family) {
      case TCP_4, 0x12 -> 4;
      case TCP_6, 0x22 -> 16;
      case 0x31, 0x32 -> 108;
      default -> throw new NotProxied("an unknown family or transport");
    };
  }

  private static InetAddress address(ByteBuf from, int length) {
    byte[] bytes = new byte[length];
    from.readBytes(bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** The header of a proxy that connects for nobody: {@code LOCAL}. */
  static byte[] nobody() {
    ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES);
    return header.put(SIGNATURE).put((byte) (VERSION << 4 | LOCAL)).array();
  }

  /** The header for {@code parties}, without TLVs; both ends are said in one family. */
  static byte[] write(Parties parties) {
    boolean ipv4 = parties.ipv4();
    int block = ipv4 ? 12 : 36;
    ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES + block);
    header.put(SIGNATURE).put((byte) (VERSION << 4 | PROXY)).put((byte) (ipv4 ? TCP_4 : TCP_6));
    header.putShort((short) block);
    put(header, parties.client().getAddress(), ipv4);
    put(header, parties.server().getAddress(), ipv4);
    header.putShort((short) parties.client().getPort());
    header.putShort((short) parties.server().getPort());
    return header.array();
  }

  private static void put(ByteBuffer header, InetAddress address, boolean ipv4) {
    if (address instanceof Inet4Address && !ipv4) {
      header.putLong(0).putShort((short) 0).putShort((short) 0xffff); // ::ffff:a.b.c.d
    }
    header.put(address.getAddress());
  }
}
