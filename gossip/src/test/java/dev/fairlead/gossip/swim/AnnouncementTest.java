package dev.fairlead.gossip.swim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.SwimMessage.News;
import dev.fairlead.gossip.swim.SwimMessage.RosterOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whom a node tells of its new life, by a clock that stands still. */
class AnnouncementTest {
  private static final Evidence SELF = alive("self", 1);
  private static final Evidence FIRST = alive("first", 2);
  private static final Evidence SECOND = alive("second", 3);

  private final Sent sent = new Sent();
  private final Swim swim =
      new Swim(
          SwimSettings.lan(),
          SELF,
          List.of(address(FIRST), address(SECOND)),
          new SplittableRandom(1),
          sent);

  /** Keeps to whom tables were offered. */
  private static final class Sent implements SwimOutput {
    private final List<String> offeredTo = new ArrayList<>();

    @Override
    public void send(Address to, SwimMessage message) {}

    @Override
    public void sendStream(Address to, SwimMessage message) {
      if (message instanceof RosterOffer offer) {
        assertEquals(SELF, offer.self());
        offeredTo.add(to.toString());
      }
    }

    @Override
    public void changed() {}

    @Override
    public void nameTaken(Identity other) {}

    @Override
    public void tableFull(Identity refused) {}
  }

  @Test
  void newLifeIsAnnouncedToThoseOfTheStart() {
    swim.start(0);
    swim.advance(0);
    assertAnnouncedToBoth();
  }

  @Test
  void newLifeIsAnnouncedAlsoToThoseHeardOfBeforeItBegan() {
    swim.start(0);
    News news = new News(List.of(FIRST, SECOND));
    swim.onMessage(0, new Sender("first", FIRST.incarnation()), false, news);
    assertEquals(2, swim.living().size());
    swim.advance(0);
    assertAnnouncedToBoth();
  }

  private void assertAnnouncedToBoth() {
    assertEquals(2, sent.offeredTo.size(), sent.offeredTo::toString);
    assertEquals(
        Set.of(address(FIRST).toString(), address(SECOND).toString()),
        new TreeSet<>(sent.offeredTo));
  }

  private static Address address(Evidence member) {
    return member.who().gossip();
  }

  private static Evidence alive(String name, int number) {
    Address address = new Address("127.0.0." + number, 7401);
    Identity who = new Identity(name, "waw", address, null, new SiteId(0, number));
    return Evidence.of(who, State.ALIVE, number);
  }
}
