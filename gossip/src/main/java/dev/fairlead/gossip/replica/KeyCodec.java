package dev.fairlead.gossip.replica;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A primary key as one blob, for parked changes whose table is not known.
 *
 * <pre>
 * count(4) then per value: type(1) I long(8) | D double(8) | T length(4) UTF-8 | B length(4) bytes
 * </pre>
 *
 * <p>Local to one file, never sent. Pure.
 */
final class KeyCodec {
  private KeyCodec() {}

  /** The blob. */
  static byte[] encode(List<Object> key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(key.size());
      for (Object value : key) {
        encode(value, out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("an array in memory takes every byte", e);
    }
    return bytes.toByteArray();
  }

  private static void encode(Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case Long number -> {
        out.writeByte('I');
        out.writeLong(number);
      }
      case Double number -> {
        out.writeByte('D');
        out.writeDouble(number);
      }
      case String text -> bytes('T', text.getBytes(StandardCharsets.UTF_8), out);
      case byte[] blob -> bytes('B', blob, out);
      default -> throw new IllegalArgumentException("not a value of SQLite: " + value.getClass());
    }
  }

  private static void bytes(char type, byte[] content, DataOutputStream out) throws IOException {
    out.writeByte(type);
    out.writeInt(content.length);
    out.write(content);
  }

  /** The key again. */
  static List<Object> decode(byte[] blob) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(blob))) {
      int count = in.readInt();
      List<Object> key = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        key.add(decode(in));
      }
      return key;
    } catch (IOException e) {
      throw new ReplicaException("fairlead_parked holds a broken key", e);
    }
  }

  private static Object decode(DataInputStream in) throws IOException {
    int type = in.readByte();
    return switch (type) {
      case 'I' -> in.readLong();
      case 'D' -> in.readDouble();
      case 'T' -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      case 'B' -> in.readNBytes(in.readInt());
      default -> throw new IOException("type " + type);
    };
  }
}
