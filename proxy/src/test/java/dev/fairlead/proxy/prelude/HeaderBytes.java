package dev.fairlead.proxy.prelude;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Headers as other proxies send them, byte for byte, right and wrong. */
public final class HeaderBytes {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private HeaderBytes() {}

  public static byte[] text(String line) {
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Version 2 with everything as given. */
  public static byte[] binary(int command, int family, byte[] rest) {
    return binary(command, family, rest.length, rest);
  }

  /** Version 2 that says another length than it has. */
  public static byte[] binary(int command, int family, int length, byte[] rest) {
    ByteBuf header = Unpooled.buffer();
    header.writeBytes(text(SIGNATURE)).writeByte(command).writeByte(family).writeShort(length);
    return bytes(header.writeBytes(rest));
  }

  /** The addresses 203.0.113.7:4711 and 198.51.100.1:443, then {@code tlvs}. */
  public static byte[] tcp4(byte[]... tlvs) {
    ByteBuf rest = Unpooled.buffer();
    rest.writeBytes(new byte[] {(byte) 203, 0, 113, 7, (byte) 198, 51, 100, 1});
    rest.writeShort(4711).writeShort(443);
    for (byte[] tlv : tlvs) {
      rest.writeBytes(tlv);
    }
    return bytes(rest);
  }

  /** The addresses [2001:db8::7]:4711 and [2001:db8::1]:443. */
  public static byte[] tcp6() {
    ByteBuf rest = Unpooled.buffer();
    rest.writeLong(0x20010db8_00000000L).writeLong(7);
    rest.writeLong(0x20010db8_00000000L).writeLong(1);
    return bytes(rest.writeShort(4711).writeShort(443));
  }

  public static byte[] tlv(int type, byte... value) {
    return bytes(Unpooled.buffer().writeByte(type).writeShort(value.length).writeBytes(value));
  }

  /** The same header, with its checksum filled in; {@code at} is where its four bytes are. */
  public static byte[] summed(byte[] header, int at) {
    CRC32C sum = new CRC32C();
    sum.update(header);
    byte[] right = header.clone();
    Unpooled.wrappedBuffer(right).setInt(at, (int) sum.getValue());
    return right;
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  /** One behind the other. */
  public static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }
}
