package dev.fairlead.proxy.control.admin;

import dev.fairlead.gossip.replica.ReplicaReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as they come.
 *
 * <pre>
 *   {"columns":["id","text"]}
 *   {"row":[1,["a","b"]]}          numbered from 1
 *   {"eoq":{"time":0.0012}}        or {"error":"…"} when it broke off
 * </pre>
 *
 * <p>Confined to the thread of the query.
 */
final class RowStream implements ReplicaReader.RowConsumer {
  private static final byte LINE_END = '\n';

  private final Request request;
  private final long startNanos = System.nanoTime();
  private @Nullable OutputStream out;
  private long rows;

  RowStream(Request request) {
    this.request = request;
  }

  /** Whether the status was sent, so that an error can only be a line. */
  boolean begun() {
    return out != null;
  }

  @Override
  public void columns(List<String> columns) {
    try {
      out = request.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(Map.of("columns", columns));
  }

  @Override
  public void accept(ReplicaReader.Row row) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      cells.add(StatementJson.cell(row.value(i)));
    }
    rows++;
    write(Map.of("row", List.of(rows, cells)));
  }

  /** Ends the stream of a query that succeeded. */
  void end() {
    write(Map.of("eoq", Map.of("time", (System.nanoTime() - startNanos) / 1e9)));
    close();
  }

  /** Ends the stream of a query that broke off. */
  void fail(String error) {
    write(Map.of("error", error));
    close();
  }

  private void write(Map<String, Object> frame) {
    try {
      OutputStream to = Objects.requireNonNull(out, "columns come first");
      to.write(Request.MAPPER.writeValueAsBytes(frame));
      to.write(LINE_END);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() {
    try {
      Objects.requireNonNull(out, "columns come first").close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
