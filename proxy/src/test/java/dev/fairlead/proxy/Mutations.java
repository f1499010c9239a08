package dev.fairlead.proxy;

import java.util.List;
import java.util.Random;

/**
 * Requests whose framing was tampered with, as attackers do: lengths, codings, chunk sizes, line
 * ends, blanks and controls, one to three at a time. What a body carries is a request of its own,
 * so that whoever loses count takes it for one.
 *
 * <p>No length grows beyond {@link #MAX_REACH}: what waits for more bytes gets them.
 */
public final class Mutations {
  /** Bytes behind a message that it may claim at most. */
  public static final int MAX_REACH = 120;

  /** Stands in the request within a body; an origin must never see it in a head. */
  public static final String MARKER = "6.6.6.6";

  private static final String INNER =
      "GET /smuggled HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: " + MARKER + "\r\n\r\n";

  private static final String HEX = Integer.toHexString(INNER.length());

  private static final List<String> VALID =
      List.of(
          "GET /a HTTP/1.1\r\nHost: app.test\r\n\r\n",
          "GET /b?c=d HTTP/1.1\r\nHost: app.test\r\nX-One: 1\r\nX-Two: 2\r\n\r\n",
          "POST /c HTTP/1.1\r\nHost: app.test\r\nContent-Length: "
              + INNER.length()
              + "\r\n\r\n"
              + INNER,
          "POST /d HTTP/1.1\r\nContent-Length: "
              + INNER.length()
              + "\r\nHost: app.test\r\n\r\n"
              + INNER,
          "POST /e HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + HEX
              + "\r\n"
              + INNER
              + "\r\n0\r\n\r\n",
          "POST /f HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: app.test\r\n\r\n"
              + "3;x=y\r\nxyz\r\n"
              + HEX
              + "\r\n"
              + INNER
              + "\r\n0\r\nX-Sum: 1\r\n\r\n",
          "POST /g HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\nContent-Length: "
              + INNER.length()
              + "\r\n\r\n"
              + INNER,
          "POST http://app.test/h HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nxyz");

  private static final List<String> LENGTH_NAMES =
      List.of(
          "Content-Length",
          "content-length",
          "CONTENT-LENGTH",
          "Content-Length ",
          " Content-Length",
          "Content-Length\t",
          "\tContent-Length",
          "Content_Length",
          "Content-Length\0",
          "X: y\nContent-Length",
          "X: y\rContent-Length",
          "Content\u00adLength",
          "\u000bContent-Length");

  private static final List<String> CODING_NAMES =
      List.of(
          "Transfer-Encoding",
          "transfer-encoding",
          "TRANSFER-ENCODING",
          "Transfer-Encoding ",
          " Transfer-Encoding",
          "Transfer-Encoding\t",
          "Transfer_Encoding",
          "Transfer-Encoding\0",
          "X: y\nTransfer-Encoding",
          "X: y\rTransfer-Encoding",
          "\u000bTransfer-Encoding",
          "Connection: Transfer-Encoding\r\nTransfer-Encoding");

  private static final List<String> CODINGS =
      List.of(
          "chunked",
          "Chunked",
          "CHUNKED",
          " chunked ",
          "\tchunked",
          ",chunked",
          "chunked,",
          "xchunked",
          "chunked;q=1",
          "identity",
          "identity, chunked",
          "gzip, chunked",
          "chunked, identity",
          "chunked, chunked",
          "\"chunked\"",
          "\u000bchunked",
          "chunked\0",
          "\u00a0chunked",
          "",
          "\r\n chunked",
          "chunked\r\n");

  private static final List<String> LINE_ENDS =
      List.of(
          "\n",
          "\r",
          "",
          "\r\r\n",
          "\r\n\r\n",
          " \r\n",
          "\r\n ",
          "\r\n\t",
          "\n\r",
          "\0\r\n",
          "\u000b\r\n",
          "\r\n\0",
          "\t\r\n",
          "\u0085");

  private static final String OCTETS = " \t\0\r\n,;:\"\\\u000b\u000c\u007f\u0085\u00a0\u00ff+-_=#";

  private static final List<String> VERSIONS =
      List.of(
          "HTTP/1.0", "HTTP/1.1 ", "http/1.1", "HTTP/1.10", "HTTP/2.0", "HTTP/01.1", "HTTP/1", "");

  private Mutations() {}

  /** The next one, as Latin-1. */
  public static String next(Random random) {
    String message = pick(random, VALID);
    int times = random.nextInt(4);
    for (int i = 0; i < times; i++) {
      message = mutate(random, message);
    }
    return message;
  }

  private static String mutate(Random random, String message) {
    return switch (random.nextInt(10)) {
      case 0 ->
          replaceLine(
              random,
              message,
              "Content-Length",
              pick(random, LENGTH_NAMES) + ": " + length(random));
      case 1 ->
          replaceLine(
              random,
              message,
              "Transfer-Encoding",
              pick(random, CODING_NAMES) + ": " + pick(random, CODINGS));
      case 2 -> addLine(random, message, pick(random, LENGTH_NAMES) + ": " + length(random));
      case 3 -> addLine(random, message, pick(random, CODING_NAMES) + ": " + pick(random, CODINGS));
      case 4, 5 -> replaceOne(random, message, "\r\n", pick(random, LINE_ENDS));
      case 6 ->
          insert(
              random, message, Character.toString(OCTETS.charAt(random.nextInt(OCTETS.length()))));
      case 7 -> delete(random, message);
      case 8 -> chunkSize(random, message);
      default -> message.replaceFirst("HTTP/1\\.1", pick(random, VERSIONS));
    };
  }

  private static String length(Random random) {
    int bytes = INNER.length();
    List<String> values =
        List.of(
            "" + bytes,
            "" + (bytes - 1),
            "" + (bytes + 1),
            "0",
            "1",
            "3",
            "" + (bytes + 30),
            "+" + bytes,
            "-" + bytes,
            "-0",
            bytes + ", " + bytes,
            bytes + "," + bytes,
            bytes + " " + bytes,
            "0x" + HEX,
            "00" + bytes,
            "",
            bytes + ".0",
            bytes + "\0",
            "\u000b" + bytes,
            bytes + "_",
            "18446744073709551616",
            "4294967296000000000000",
            "\u00b9\u00b2",
            "1e1",
            bytes + ";",
            "\t" + bytes,
            "\r\n " + bytes);
    return pick(random, values);
  }

  private static String chunkSize(Random random, String message) {
    int bytes = INNER.length();
    String other =
        pick(
            random,
            List.of(
                "0" + HEX,
                "0x" + HEX,
                "+" + HEX,
                "-" + HEX,
                " " + HEX,
                HEX + " ",
                HEX + "\t",
                "\t" + HEX,
                HEX + ";",
                HEX + ";a",
                HEX + ";a=\"\r\n\"",
                HEX + ";a=\"b\"",
                HEX + "\n",
                HEX + "\r",
                HEX + ";\n",
                HEX + ";\r",
                HEX + " ;x",
                "0".repeat(20) + HEX,
                "1" + "0".repeat(16) + HEX,
                Integer.toHexString(bytes + 1),
                Integer.toHexString(bytes - 1),
                "0",
                "",
                HEX + "z",
                HEX + "\0",
                HEX.toUpperCase(java.util.Locale.ROOT),
                HEX + "_",
                HEX + ","));
    return message.replaceFirst("\r\n" + HEX + "\r\n", "\r\n" + other + "\r\n");
  }

  private static String replaceLine(Random random, String message, String name, String line) {
    int begin = message.indexOf("\r\n" + name + ":");
    if (begin < 0) {
      return addLine(random, message, line);
    }
    int end = message.indexOf("\r\n", begin + 2);
    return message.substring(0, begin + 2) + line + (end < 0 ? "" : message.substring(end));
  }

  private static String addLine(Random random, String message, String line) {
    String[] lines = message.split("\r\n\r\n", 2)[0].split("\r\n", -1);
    int behind = random.nextInt(Math.max(1, lines.length));
    int at = 0;
    for (int i = 0; i <= behind; i++) {
      at = message.indexOf("\r\n", at) + 2;
    }
    return at < 2 ? message : message.substring(0, at) + line + "\r\n" + message.substring(at);
  }

  private static String replaceOne(Random random, String message, String what, String with) {
    int count = (message.length() - message.replace(what, "").length()) / what.length();
    int at = -1;
    for (int i = count == 0 ? -1 : random.nextInt(count); i >= 0; i--) {
      at = message.indexOf(what, at + 1);
    }
    return at < 0
        ? message
        : message.substring(0, at) + with + message.substring(at + what.length());
  }

  private static String insert(Random random, String message, String octet) {
    int at = random.nextInt(message.length() + 1);
    return message.substring(0, at) + octet + message.substring(at);
  }

  private static String delete(Random random, String message) {
    int at = random.nextInt(message.length());
    return message.substring(0, at) + message.substring(at + 1);
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
