package dev.fairlead.proxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bytes of a client, and what must become of them.
 *
 * @param row of the list of behaviours a proxy must show
 * @param bytes as Latin-1
 * @param statuses the answers, in their order
 * @param code of the last answer; empty if the instance gave it
 * @param closes whether the proxy ends the connection then
 * @param seen what the origin gets, each as {@link #text}
 */
record RequestRow(
    int row,
    String name,
    String bytes,
    List<Integer> statuses,
    String code,
    boolean closes,
    List<String> seen) {

  /** Names the proxy writes itself, whatever the client says. */
  private static final Set<String> OWN =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "via",
          "cdn-loop",
          "fairlead-request-id",
          "fairlead-region",
          "fairlead-client-ip");

  /** {@code |} stands for CR LF. */
  static String crlf(String text) {
    return text.replace("|", "\r\n");
  }

  /** Refused with {@code code}; the origin sees no request. */
  static RequestRow refused(int row, String name, String code, int status, String bytes) {
    return new RequestRow(row, name, crlf(bytes), List.of(status), code, true, List.of());
  }

  /** Answered by the origin; the connection stays. */
  static RequestRow passes(int row, String name, String bytes, String... seen) {
    List<Integer> statuses = Collections.nCopies(seen.length, 200);
    List<String> expected = Stream.of(seen).map(RequestRow::canonical).toList();
    return new RequestRow(row, name, crlf(bytes), statuses, "", false, expected);
  }

  /** As this, but a request before it passes. */
  RequestRow after(String before) {
    List<Integer> all = new ArrayList<>(statuses);
    all.addFirst(200);
    return new RequestRow(row, name, bytes, all, code, closes, List.of(canonical(before)));
  }

  /** As this, but the connection ends. */
  RequestRow thenCloses() {
    return new RequestRow(row, name, bytes, statuses, code, true, seen);
  }

  /**
   * What the origin saw but for the proxy's own fields, in one line: names in small letters and in
   * order, {@code ~} for the line ends of a body.
   */
  static String text(RecordingOrigin.Seen seen) {
    List<String> fields = new ArrayList<>(seen.head().subList(1, seen.head().size()));
    fields.removeIf(line -> OWN.contains(name(line)));
    return text(seen.line(), fields, seen.body(), seen.trailers());
  }

  private static String text(String line, List<String> fields, String body, List<String> trailers) {
    List<String> lines = new ArrayList<>();
    for (String field : fields) {
      lines.add(name(field) + field.substring(name(field).length()));
    }
    lines.sort(null);
    lines.addFirst(line);
    String text = String.join("|", lines) + "||" + body.replace("\r\n", "~");
    return trailers.isEmpty() ? text : text + "||" + String.join("|", trailers);
  }

  /** The same of what is expected, written as the client would. */
  private static String canonical(String expected) {
    String[] parts = expected.split("\\|\\|", -1);
    List<String> head = List.of(parts[0].split("\\|"));
    List<String> trailers = parts.length > 2 ? List.of(parts[2].split("\\|")) : List.of();
    return text(head.getFirst(), head.subList(1, head.size()), parts[1], trailers);
  }

  private static String name(String line) {
    int colon = line.indexOf(':');
    return line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
  }

  /**
   * The lines of a text block; {@code <0a>} stands for an octet that could not be seen, {@code <>}
   * for nothing.
   */
  static List<String> values(String lines) {
    return lines.lines().map(line -> octets(line.replace("<>", ""))).toList();
  }

  private static String octets(String line) {
    return Pattern.compile("<([0-9a-f]{2})>")
        .matcher(line)
        .replaceAll(octet ->
            Matcher.quoteReplacement(
                Character.toString((char) Integer.parseInt(octet.group(1), 16))));
  }

  /** The beginning of {@code text}, as a name. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (char c : text.toCharArray()) {
      printable.append(c < ' ' || c > '~' ? "<%02x>".formatted((int) c) : Character.toString(c));
    }
    return printable.length() <= 60 ? printable.toString() : printable.substring(0, 60);
  }

  @Override
  public String toString() {
    return "row " + row + ": " + name;
  }
}
