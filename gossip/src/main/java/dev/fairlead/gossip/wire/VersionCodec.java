package dev.fairlead.gossip.wire;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Change.Cell;
import dev.fairlead.gossip.change.Change.Row;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.swim.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions.
 *
 * <pre>
 *   version   stream | number: varint | committed at: 8 | changes: varint | change …
 *   stream    origin: 16 | region: text, empty for the world
 *   change    flags: 1 | [table: text unless SAME_TABLE | columns: varint | key: value …  unless SAME_ROW]
 *             | causal length: varint | seq: varint
 *             | [column: text | value | column version: varint   if CELL]
 *   flags     1 CELL · 2 SAME_ROW as the previous change · 4 SAME_TABLE as it, with another key
 * </pre>
 *
 * <p>The flags are set whenever they may be, so that a row of ten cells carries its key once.
 */
final class VersionCodec {
  /** More than any transaction the writer accepts. */
  static final int MAX_CHANGES = 1_000_000;

  private static final int MAX_KEY_COLUMNS = 64;
  private static final int MAX_NAME_BYTES = 1024;
  private static final int CELL = 1;
  private static final int SAME_ROW = 2;
  private static final int SAME_TABLE = 4;

  private VersionCodec() {}

  static void stream(ByteSink to, Stream stream) throws WireException {
    to.i64(stream.origin().high());
    to.i64(stream.origin().low());
    to.text(stream.scope().region());
  }

  static Stream stream(ByteSource from) throws WireException {
    SiteId origin = new SiteId(from.i64(), from.i64());
    return new Stream(origin, new Scope(from.text(Identity.MAX_NAME_BYTES)));
  }

  static void write(ByteSink to, Version version) throws WireException {
    stream(to, version.stream());
    to.varint(version.number());
    to.i64(version.committedAtMillis());
    to.varint(version.changes().size());
    @Nullable Change previous = null;
    for (Change change : version.changes()) {
      change(to, change, previous);
      previous = change;
    }
  }

  static Version read(ByteSource from) throws WireException {
    Stream stream = stream(from);
    long number = from.varint();
    long committedAt = from.i64();
    int count = from.count(MAX_CHANGES, 3);
    List<Change> changes = new ArrayList<>();
    @Nullable Change previous = null;
    for (int i = 0; i < count; i++) {
      previous = change(from, previous);
      changes.add(previous);
    }
    return new Version(stream, number, committedAt, changes);
  }

  private static void change(ByteSink to, Change change, @Nullable Change previous)
      throws WireException {
    int flags = sameness(change.table(), change.key(), previous);
    to.u8(flags | (change instanceof Cell ? CELL : 0));
    if ((flags & (SAME_ROW | SAME_TABLE)) == 0) {
      to.text(change.table());
    }
    if ((flags & SAME_ROW) == 0) {
      to.varint(change.key().size());
      for (Object value : change.key()) {
        ValueCodec.write(to, value);
      }
    }
    to.varint(change.causalLength());
    to.varint(change.seq());
    if (change instanceof Cell cell) {
      to.text(cell.column());
      ValueCodec.write(to, cell.value());
      to.varint(cell.columnVersion());
    }
  }

  private static Change change(ByteSource from, @Nullable Change previous) throws WireException {
    int flags = from.u8();
    boolean sameRow = (flags & SAME_ROW) != 0;
    boolean sameTable = sameRow || (flags & SAME_TABLE) != 0;
    if (sameTable && previous == null) {
      throw from.bad("same as nothing");
    }
    String table = sameTable && previous != null ? previous.table() : from.text(MAX_NAME_BYTES);
    List<Object> key = sameRow && previous != null ? previous.key() : key(from);
    if ((flags & ~CELL) != sameness(table, key, previous)) {
      throw from.bad("flags " + flags);
    }
    long causalLength = from.varint();
    int seq = from.count(Integer.MAX_VALUE, 0);
    if ((flags & CELL) == 0) {
      return new Row(table, key, causalLength, seq);
    }
    String column = from.text(MAX_NAME_BYTES);
    @Nullable Object value = ValueCodec.read(from);
    return new Cell(table, key, column, value, from.varint(), causalLength, seq);
  }

  private static List<Object> key(ByteSource from) throws WireException {
    int columns = from.count(MAX_KEY_COLUMNS, 1);
    List<Object> key = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      Object value = ValueCodec.read(from);
      if (value == null) {
        throw from.bad("null in a key");
      }
      key.add(value);
    }
    return List.copyOf(key);
  }

  private static int sameness(String table, List<Object> key, @Nullable Change previous) {
    if (previous == null || !previous.table().equals(table)) {
      return 0;
    }
    return previous.key().equals(key) ? SAME_ROW : SAME_TABLE;
  }
}
