package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.lock.LockStatus;
import dev.fairlead.catalog.lock.LockStatus.Holder;
import dev.fairlead.proxy.control.Command.BadCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command that shows every labelled lock. It takes none, whatever state they are in. */
final class ShowLocks {
  private static final String STACKS = "--stacks";

  private static final List<String> COLUMNS =
      List.of(
          "lock",
          "rank",
          "word",
          "meaning",
          "holders",
          "waiters",
          "last_writer",
          "reads",
          "writes",
          "timeouts",
          "waits",
          "wait_p50_us",
          "wait_p99_us",
          "wait_max_us",
          "long_holds",
          "hold_p50_us",
          "hold_p99_us",
          "hold_max_us");

  private static final List<String> FRAME_COLUMNS = List.of("lock", "thread", "label", "is", "at");

  private final Catalog catalog;

  ShowLocks(Catalog catalog) {
    this.catalog = catalog;
  }

  Command command() {
    return new Command(
        "show locks", "[" + STACKS + "]", "every labelled lock and who is inside", this::run);
  }

  private Answer run(List<String> words) throws BadCommand {
    if (words.isEmpty()) {
      return locks(catalog.locks());
    }
    if (!words.equals(List.of(STACKS))) {
      throw new BadCommand("show locks takes " + STACKS + " or nothing");
    }
    List<LockStatus> seen = catalog.locksWithStacks();
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("locks", locks(seen));
    parts.put("stacks", stacks(seen));
    return new Answer.Parts(parts);
  }

  private static Answer locks(List<LockStatus> seen) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LockStatus lock : seen) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(lock.name());
      row.add(lock.rank());
      row.add(lock.word());
      row.add(lock.meaning());
      row.add(lock.holders().stream().map(Holder::toString).toList());
      row.add(lock.waiters().stream().map(Holder::toString).toList());
      row.add(lock.lastWriter() == null ? null : lock.lastWriter().toString());
      row.add(lock.reads());
      row.add(lock.writes());
      row.add(lock.timeouts());
      addTimes(row, lock.waited());
      addTimes(row, lock.held());
      rows.add(row);
    }
    return new Answer.Table(COLUMNS, rows);
  }

  private static void addTimes(List<@Nullable Object> row, LockStatus.Times times) {
    row.add(times.count());
    row.add(times.p50());
    row.add(times.p99());
    row.add(times.max());
  }

  private static Answer stacks(List<LockStatus> seen) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LockStatus lock : seen) {
      lock.holders().forEach(holder -> addFrames(rows, lock, holder, "inside"));
      lock.waiters().forEach(waiter -> addFrames(rows, lock, waiter, "waiting"));
    }
    return new Answer.Table(FRAME_COLUMNS, rows);
  }

  private static void addFrames(
      List<List<@Nullable Object>> rows, LockStatus lock, Holder thread, String is) {
    for (StackTraceElement frame : thread.stack()) {
      rows.add(List.of(lock.name(), thread.thread(), thread.label(), is, frame.toString()));
    }
  }
}
