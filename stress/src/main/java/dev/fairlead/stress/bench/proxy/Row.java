package dev.fairlead.stress.bench.proxy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured of a proxy. */
public enum Row {
  /** Processor time of a small request on a kept connection. */
  REQUESTS(Table.HTTP),
  /** How long requests take at half of what saturates HAProxy. */
  LATENCY(Table.HTTP),
  /** Bodies of 1 MiB. */
  BODIES(Table.HTTP),
  /** Whether a request costs the same with a million services. */
  GROWTH(Table.HTTP),
  /** Full TLS handshakes. */
  FULL(Table.TLS),
  /** Handshakes that resume a session. */
  RESUMED(Table.TLS),
  /** Small requests on a kept TLS connection. */
  KEPT(Table.TLS),
  /** Small messages over a TCP relay. */
  MESSAGES(Table.TCP),
  /** A MiB at a time over a TCP relay. */
  STREAMS(Table.TCP),
  /** Memory of idle connections. */
  PLAIN(Table.IDLE),
  /** Memory of idle TLS connections. */
  ENCRYPTED(Table.IDLE);

  /** What the command line calls a benchmark. */
  public enum Table {
    /** HTTP/1.1. */
    HTTP,
    /** HTTP/1.1 over TLS. */
    TLS,
    /** TCP. */
    TCP,
    /** Connections without traffic. */
    IDLE;

    /** Its name. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Its rows. */
    public Set<Row> rows() {
      return Arrays.stream(Row.values())
          .filter(row -> row.table == this)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Row.class)));
    }
  }

  private final Table table;

  Row(Table table) {
    this.table = table;
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
