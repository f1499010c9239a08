package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.catalog.model.ServiceRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as the catalog keeps it: the view, and what the next one needs beside it.
 *
 * <p>Immutable, but for the answers kept.
 *
 * @param view what lookups answer
 * @param answers the answers given so far; no part of what equals compares
 * @param presence what the nodes of other regions say, dead ones too
 * @param otherRows as in {@link ServiceRow}
 * @param remarks as in {@link ServiceRow}
 * @param since when it was loaded
 */
record LoadedService(
    ServiceView view,
    Answers answers,
    List<Presence> presence,
    List<Integer> otherRows,
    List<String> remarks,
    Instant since) {
  private static final int OWN_BYTES = 200;
  private static final int PRESENCE_BYTES = 40;
  private static final int REGION_BYTES = 80;
  private static final int OTHER_ROW_BYTES = 20;
  private static final int REMARK_BYTES = 60;

  static LoadedService of(ServiceRow row, ServiceView view, Instant since) {
    return new LoadedService(
        view, new Answers(view), row.presence(), row.otherRows(), row.remarks(), since);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LoadedService that
        && view.equals(that.view)
        && presence.equals(that.presence)
        && otherRows.equals(that.otherRows)
        && remarks.equals(that.remarks)
        && since.equals(that.since);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }

  /** What it was made of; its instances in the order of the view. */
  ServiceRow row() {
    return new ServiceRow(
        view.service(),
        view.protocol(),
        view.policy(),
        view.instances(),
        otherRows,
        presence,
        remarks);
  }

  /** Whether it has rows that {@code node} owns. */
  boolean dependsOn(String node) {
    if (view.instances().owner(node) >= 0) {
      return true;
    }
    for (Presence said : presence) {
      if (said.node().equals(node)) {
        return true;
      }
    }
    return false;
  }

  /** About what it weighs, with what was made of its instances so far. */
  int bytes() {
    Instances instances = view.instances();
    long bytes =
        OWN_BYTES
            + 2L * view.service().length()
            + instances.retainedBytes()
            + (long) PRESENCE_BYTES * presence.size()
            + (long) OTHER_ROW_BYTES * otherRows.size();
    for (RegionPresence elsewhere : view.elsewhere()) {
      bytes += REGION_BYTES + 4L * elsewhere.nodes().size();
    }
    for (String remark : remarks) {
      bytes += REMARK_BYTES + remark.length();
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
