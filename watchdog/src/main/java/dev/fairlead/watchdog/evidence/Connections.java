package dev.fairlead.watchdog.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The TCP connections of a process, out of Linux's tables of all ({@code /proc/PID/net/tcp} and
 * {@code tcp6}): counted per listener and state, the fullest ones listed. Pure.
 *
 * <p>Columns of a row, after its number: local, remote, state, send and receive queue, …, inode.
 */
final class Connections {
  /** Connections listed, those with the most bytes queued. */
  static final int MAX_LISTED = 50;

  private static final List<String> STATES =
      List.of(
          "?",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSE",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING");
  private static final String MAPPED = "00000000000000000000ffff";
  private static final String LISTEN = "LISTEN";

  private Connections() {}

  /** One row. */
  private record Row(
      String local, String remote, String state, long toSend, long toRead, String inode) {
    String port() {
      return local.substring(local.lastIndexOf(':'));
    }

    @Override
    public String toString() {
      return "%-12s %s <- %s, to send %d, to read %d"
          .formatted(state, local, remote, toSend, toRead);
    }
  }

  /**
   * The page.
   *
   * @param tables lines of both tables
   * @param inodes the sockets of the process, as {@code 12345}
   */
  static List<String> of(List<String> tables, Set<String> inodes) {
    List<Row> own =
        tables.stream()
            .map(Connections::row)
            .flatMap(List::stream)
            .filter(row -> inodes.contains(row.inode))
            .toList();
    Set<String> listening = new TreeSet<>();
    List<String> lines = new ArrayList<>();
    for (Row row : own) {
      if (row.state.equals(LISTEN) && listening.add(row.port())) {
        lines.add(
            "listener %s: %d connections wait to be accepted".formatted(row.local, row.toRead));
      }
    }
    lines.add("");
    counts(own, listening).forEach((what, count) -> lines.add(count + " " + what));
    lines.add("");
    lines.add("most bytes queued:");
    own.stream()
        .filter(row -> !row.state.equals(LISTEN))
        .sorted(Comparator.comparingLong((Row row) -> row.toSend + row.toRead).reversed())
        .limit(MAX_LISTED)
        .forEach(row -> lines.add(row.toString()));
    return lines;
  }

  private static Map<String, Integer> counts(List<Row> own, Set<String> listening) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Row row : own) {
      if (!row.state.equals(LISTEN)) {
        String side =
            listening.contains(row.port()) ? "accepted at port " + row.port() : "made by it";
        counts.merge(side + " " + row.state, 1, Integer::sum);
      }
    }
    return counts;
  }

  /** A list of one row, or of none for what is no row. */
  private static List<Row> row(String line) {
    String[] columns = line.strip().split("\\s+", -1);
    if (columns.length < 10 || !columns[0].endsWith(":")) {
      return List.of();
    }
    try {
      String[] queues = columns[4].split(":", -1);
      int state = Integer.parseInt(columns[3], 16);
      return List.of(
          new Row(
              address(columns[1]),
              address(columns[2]),
              state < STATES.size() ? STATES.get(state) : "?",
              Long.parseLong(queues[0], 16),
              Long.parseLong(queues[1], 16),
              columns[9]));
    } catch (RuntimeException malformed) {
      return List.of();
    }
  }

  /** {@code 0100007F:1F90} to {@code 127.0.0.1:8080}; each word of four bytes stands backwards. */
  private static String address(String hex) {
    int colon = hex.indexOf(':');
    byte[] words = HexFormat.of().parseHex(hex.substring(0, colon));
    int port = Integer.parseInt(hex.substring(colon + 1), 16);
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = words[i / 4 * 4 + 3 - i % 4];
    }
    String host = bytes.length == 4 ? dotted(bytes, 0) : sixth(bytes);
    return host + ":" + port;
  }

  private static String dotted(byte[] bytes, int from) {
    return "%d.%d.%d.%d"
        .formatted(
            bytes[from] & 0xFF,
            bytes[from + 1] & 0xFF,
            bytes[from + 2] & 0xFF,
            bytes[from + 3] & 0xFF);
  }

  /** IPv6; an IPv4 address inside it as what it is. */
  private static String sixth(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return hex.startsWith(MAPPED)
        ? dotted(bytes, 12)
        : "[" + hex.replaceAll("(.{4})(?=.)", "$1:") + "]";
  }
}
