package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.MemberTable.Entry;
import dev.fairlead.gossip.swim.SwimMessage.News;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Tells others what this node learned: at once if it was quiet, then in rounds, and on every probe.
 *
 * <p>Confined to one thread.
 */
final class Telling {
  private final SwimSettings settings;
  private final MemberTable table;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final SwimOutput out;
  private final NewsQueue news = new NewsQueue();
  private long toldAt = -1;
  private boolean planned;

  Telling(SwimParts parts) {
    this.settings = parts.settings();
    this.table = parts.table();
    this.agenda = parts.agenda();
    this.random = parts.random();
    this.out = parts.out();
  }

  /** Begins to tell {@code claim}. */
  void add(Evidence claim, long now) {
    news.add(claim);
    if (!planned) {
      planned = true;
      long earliest = toldAt + settings.gossipInterval().toNanos();
      agenda.at(toldAt < 0 ? now : Math.max(now, earliest), this::round);
    }
  }

  /** News to ride along on a message to {@code to}: its own accusation first, if there is one. */
  List<Evidence> ridingTo(Entry to) {
    List<Evidence> told = new ArrayList<>();
    int bytes = SwimSettings.NEWS_BYTES;
    if (to.claim().state() == State.SUSPECT) {
      told.add(to.claim());
      bytes -= to.claim().maxBytes();
    }
    told.addAll(news.take(bytes, transmissions()));
    return told;
  }

  private void round(long now) {
    toldAt = now;
    planned = false;
    for (Entry to :
        Choice.some(table.living(), SwimSettings.GOSSIP_FANOUT, random, entry -> true)) {
      List<Evidence> told = news.take(SwimSettings.NEWS_BYTES, transmissions());
      if (!told.isEmpty()) {
        out.send(to.who().gossip(), new News(told));
      }
    }
    if (!news.isEmpty()) {
      planned = true;
      agenda.at(now + settings.gossipInterval().toNanos(), this::round);
    }
  }

  private int transmissions() {
    return SwimSettings.RETRANSMIT_FACTOR * (int) Math.ceil(Math.log10(table.size() + 1.0));
  }
}
