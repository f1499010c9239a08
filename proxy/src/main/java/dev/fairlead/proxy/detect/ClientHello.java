package dev.fairlead.proxy.detect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the first bytes of a connection say if they are TLS: the name of the server the client wants
 * (RFC 8446, section 4.1.2; RFC 6066, section 3) and what it would speak there (RFC 7301).
 *
 * <pre>
 *   record     type 22 │ version 3.x │ length │ fragment of the handshake message …
 *   handshake  type 1  │ length (3)  │ version (2) │ random (32)
 *              │ session id │ cipher suites │ compression methods │ extensions
 *   extension  type 0  │ length      │ list length │ type 0 │ length │ host name
 *   extension  type 16 │ length      │ list length │ length │ protocol │ length │ protocol …
 * </pre>
 *
 * <p>Nothing is decrypted or changed. Immutable.
 */
public sealed interface ClientHello {
  /** More than this without a complete message is refused. */
  int MAX_BYTES = 16 * 1024;

  /** So that a message of tiny fragments costs no more than others. */
  int MAX_RECORDS = 16;

  /** The extension with the server's name. */
  int SERVER_NAME = 0;

  /** The extension with the protocols. */
  int PROTOCOLS = 16;

  /** More bytes are needed. */
  record Incomplete() implements ClientHello {}

  /**
   * It is no TLS, or says something no client says.
   *
   * @param why for people
   */
  record Malformed(String why) implements ClientHello {}

  /**
   * All of it is there.
   *
   * @param serverName in lower case; empty if the client named none
   * @param protocols what it would speak, best first, such as {@code http/1.1}; empty if it does
   *     not say
   */
  record Complete(String serverName, List<String> protocols) implements ClientHello {
    /** Copies the list. */
    public Complete {
      protocols = List.copyOf(protocols);
    }
  }

  /** Reads {@code bytes} from its reader index, which stays. */
  static ClientHello read(ByteBuf bytes) {
    try {
      ByteBuf message = Unpooled.buffer(Math.min(bytes.readableBytes(), MAX_BYTES));
      boolean whole = joinRecords(bytes.slice(), message);
      if (whole) {
        return extensions(body(message));
      }
      return bytes.readableBytes() > MAX_BYTES
          ? new Malformed("longer than " + MAX_BYTES + " bytes")
          : new Incomplete();
    } catch (NotTls e) {
      return new Malformed(String.valueOf(e.getMessage()));
    } catch (IndexOutOfBoundsException e) {
      return new Malformed("a length reaches beyond the message");
    }
  }

  /** Puts the fragments together; whether the message is complete. */
  private static boolean joinRecords(ByteBuf records, ByteBuf message) throws NotTls {
    for (int record = 0; !isWhole(message); record++) {
      if (record == MAX_RECORDS) {
        throw new NotTls("in more than " + MAX_RECORDS + " records");
      }
      if (!records.isReadable()) {
        return false;
      }
      require(records.getByte(records.readerIndex()) == 22, "not a TLS handshake record");
      if (records.readableBytes() < 5) {
        return false;
      }
      require(records.getByte(records.readerIndex() + 1) == 3, "not TLS");
      int length = records.getUnsignedShort(records.readerIndex() + 3);
      require(length > 0 && length <= MAX_BYTES, "a record of " + length + " bytes");
      records.skipBytes(5);
      message.writeBytes(records, Math.min(length, records.readableBytes()));
    }
    return true;
  }

  private static boolean isWhole(ByteBuf message) throws NotTls {
    if (!message.isReadable()) {
      return false;
    }
    require(message.getByte(0) == 1, "not a ClientHello");
    if (message.readableBytes() < 4) {
      return false;
    }
    int length = message.getUnsignedMedium(1);
    require(length <= MAX_BYTES, "longer than " + MAX_BYTES + " bytes");
    return message.readableBytes() >= 4 + length;
  }

  private static ByteBuf body(ByteBuf message) {
    return message.slice(4, message.getUnsignedMedium(1));
  }

  private static Complete extensions(ByteBuf hello) throws NotTls {
    hello.skipBytes(2 + 32); // version, random
    hello.skipBytes(hello.readUnsignedByte()); // session id
    hello.skipBytes(hello.readUnsignedShort()); // cipher suites
    hello.skipBytes(hello.readUnsignedByte()); // compression methods
    if (!hello.isReadable()) {
      return new Complete("", List.of()); // TLS 1.2 allows no extensions at all
    }
    ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
    String name = null;
    List<String> protocols = null;
    while (extensions.isReadable()) {
      int type = extensions.readUnsignedShort();
      ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
      if (type == SERVER_NAME) {
        require(name == null, "two server names");
        name = hostName(extension);
      } else if (type == PROTOCOLS) {
        require(protocols == null, "two lists of protocols");
        protocols = protocols(extension);
      }
    }
    return new Complete(name == null ? "" : name, protocols == null ? List.of() : protocols);
  }

  private static List<String> protocols(ByteBuf extension) throws NotTls {
    ByteBuf list = extension.readSlice(extension.readUnsignedShort());
    List<String> protocols = new ArrayList<>();
    while (list.isReadable()) {
      int length = list.readUnsignedByte();
      require(length > 0, "a protocol without name");
      protocols.add(list.readCharSequence(length, StandardCharsets.ISO_8859_1).toString());
    }
    return protocols;
  }

  private static String hostName(ByteBuf extension) throws NotTls {
    ByteBuf list = extension.readSlice(extension.readUnsignedShort());
    require(list.readUnsignedByte() == 0, "a server name that is no host name");
    String name =
        list.readCharSequence(list.readUnsignedShort(), StandardCharsets.ISO_8859_1).toString();
    require(!list.isReadable(), "two server names");
    require(
        !name.isEmpty() && name.length() <= 255 && name.chars().allMatch(ClientHello::isNameChar),
        "a server name that is no host name");
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean isNameChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static void require(boolean holds, String otherwise) throws NotTls {
    if (!holds) {
      throw new NotTls(otherwise);
    }
  }

  /** Ends the reading of bytes that are no ClientHello. */
  final class NotTls extends Exception {
    private static final long serialVersionUID = 1L;

    private NotTls(String why) {
      super(why, null, false, false); // control flow: no stack
    }
  }
}
