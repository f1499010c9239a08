package dev.fairlead.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RosterTest {
  @TempDir Path folder;

  @Test
  void everyFieldSurvivesTheFile() throws IOException {
    Member plain = member("ams-1", State.ALIVE, 7);
    Member odd =
        new Member(
            "wärsaw 1\n%",
            "-",
            new Address("::1", 7401),
            new Address("10.0.0.1", 1),
            State.SUSPECT,
            Long.MAX_VALUE,
            Duration.ofNanos(24_123_000));
    RosterFile file = new RosterFile(folder);
    file.write(Members.of(List.of(plain, odd)), "ams");
    assertEquals(Members.of(List.of(plain, odd)), file.read());
  }

  @Test
  void tornOrForeignFileCountsAsNone() throws IOException {
    RosterFile file = new RosterFile(folder);
    assertEquals(Members.of(List.of()), file.read());
    file.write(Members.of(List.of(member("a", State.ALIVE, 1), member("b", State.DEAD, 1))), "ams");
    byte[] whole = Files.readAllBytes(file.path());
    for (int length : new int[] {0, 9, whole.length / 2, whole.length - 3}) {
      Files.write(file.path(), java.util.Arrays.copyOf(whole, length));
      assertEquals(Members.of(List.of()), file.read(), "at " + length + " bytes");
    }
    Files.writeString(file.path(), "fairlead members 1\na b c\nend 1\n");
    assertEquals(Members.of(List.of()), file.read());
  }

  @Test
  void membersOfTheOwnRegionAreTheLastToBeLeftOut() throws IOException {
    List<Member> many = new ArrayList<>();
    for (int i = 0; i < RosterFile.MAX_MEMBERS; i++) {
      many.add(member("a" + i, State.ALIVE, 1));
    }
    Member own = new Member("z", "waw", new Address("127.0.0.1", 1), null, State.ALIVE, 1, null);
    many.add(own);
    RosterFile file = new RosterFile(folder);
    file.write(Members.of(many), "waw");
    Members read = file.read();
    assertEquals(RosterFile.MAX_MEMBERS, read.byName().size());
    assertEquals(own, read.get("z"));
  }

  @Test
  void incarnationGrowsEvenWhenTheClockWasSetBack() {
    LastRoster last =
        new LastRoster(Members.of(List.of(member("ams-1", State.ALIVE, 5_000))), self());
    assertEquals(5_001, last.claim(1_000).incarnation());
    assertEquals(9_000, last.claim(9_000).incarnation());
  }

  @Test
  void rememberedAddressesComeAfterTheConfiguredOnesAndAreBounded() {
    List<Member> known = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      State state = i <= 40 ? State.ALIVE : State.DEAD;
      known.add(new Member("n" + i, "ams", new Address("127.0.0.1", i), null, state, 1, null));
    }
    known.add(new Member("gone", "ams", new Address("127.0.0.9", 9), null, State.LEFT, 1, null));
    LastRoster last = new LastRoster(Members.of(known), self());
    Address configured = new Address("127.0.0.2", 7401);
    List<Address> join = last.join(List.of(configured));
    assertEquals(configured, join.getFirst());
    assertEquals(1 + LastRoster.MAX_JOIN, join.size());
    assertTrue(join.subList(1, 41).stream().allMatch(address -> address.port() <= 40));
    assertFalse(join.contains(new Address("127.0.0.9", 9)));
  }

  @Test
  void startThatKnowsNobodyYetDoesNotForgetTheLastLife() throws IOException {
    RosterFile file = new RosterFile(folder);
    Members before = Members.of(List.of(member("old", State.ALIVE, 1)));
    file.write(before, "ams");
    Live live = new Live(member("ams-1", State.ALIVE, 2));
    try (RosterKeeper _ = RosterKeeper.start(file, before, live, "ams")) {
      Await.until("itself", () -> file.read().get("ams-1") != null);
      assertEquals(State.ALIVE, file.read().get("old").state());
      live.say(member("ams-1", State.ALIVE, 2), member("new", State.ALIVE, 1));
      Await.until("another", () -> file.read().get("new") != null);
      assertEquals(null, file.read().get("old"));
    }
  }

  @Test
  void changeJustBeforeTheEndIsWritten() throws IOException {
    RosterFile file = new RosterFile(folder);
    Live live = new Live(member("ams-1", State.ALIVE, 1));
    RosterKeeper keeper = RosterKeeper.start(file, Members.of(List.of()), live, "ams");
    Await.until("itself", () -> file.read().get("ams-1") != null);
    live.say(member("ams-1", State.ALIVE, 1), member("new", State.ALIVE, 1));
    keeper.close();
    assertEquals(State.ALIVE, file.read().get("new").state());
  }

  @Test
  void membershipFollowsTheFileThenTheLiveOneThenTheFile() throws IOException {
    RosterFile file = new RosterFile(folder);
    file.write(Members.of(List.of(member("old", State.ALIVE, 1))), "ams");
    try (RosterMembership membership = RosterMembership.open(folder, "ams-1")) {
      assertTrue(membership.members().routable("old"));
      List<Members> told = new CopyOnWriteArrayList<>();
      membership.subscribe(told::add);
      file.write(Members.of(List.of(member("old", State.DEAD, 1))), "ams");
      Await.until("the file is read again", () -> !membership.members().routable("old"));
      Live live = new Live(member("ams-1", State.ALIVE, 2));
      membership.follow(live);
      assertTrue(membership.members().routable("ams-1"));
      assertEquals(State.DEAD, membership.members().get("old").state()); // not heard of yet
      live.say(member("ams-1", State.ALIVE, 2), member("old", State.ALIVE, 2));
      assertTrue(membership.members().routable("old"));
      membership.unfollow();
      live.say(member("ams-1", State.DEAD, 2));
      assertTrue(membership.members().routable("ams-1"));
      file.write(Members.of(List.of(member("next", State.ALIVE, 1))), "ams");
      Await.until("the file again", () -> membership.members().routable("next"));
      assertFalse(told.isEmpty());
    }
  }

  @Test
  void thisNodeLivesWhateverItSaidWhenItLeft() throws IOException {
    new RosterFile(folder).write(Members.of(List.of(member("ams-1", State.LEFT, 1))), "ams");
    try (RosterMembership membership = RosterMembership.open(folder, "ams-1")) {
      assertTrue(membership.members().routable("ams-1"));
    }
  }

  @Test
  void whoIsNotHeardOfCountsAsTheFileSaysForAMomentOnly() throws IOException {
    new RosterFile(folder).write(Members.of(List.of(member("old", State.ALIVE, 1))), "ams");
    try (RosterMembership membership =
        RosterMembership.open(folder, "ams-1", Duration.ofMillis(300))) {
      membership.follow(new Live(member("ams-1", State.ALIVE, 2)));
      assertTrue(membership.members().routable("old"));
      Await.until("forgotten", () -> membership.members().get("old") == null);
      assertTrue(membership.members().routable("ams-1"));
    }
  }

  private static Identity self() {
    return new Identity(
        "ams-1", "ams", new Address("127.0.0.1", 7400), null, SiteId.random(new SecureRandom()));
  }

  private static Member member(String name, State state, long incarnation) {
    return new Member(name, "ams", new Address("127.0.0.1", 7401), null, state, incarnation, null);
  }

  /** A membership that says what it is told to. */
  private static final class Live implements Membership {
    private final List<Consumer<Members>> listeners = new CopyOnWriteArrayList<>();
    private volatile Members members;

    Live(Member... members) {
      this.members = Members.of(List.of(members));
    }

    void say(Member... next) {
      members = Members.of(List.of(next));
      listeners.forEach(listener -> listener.accept(members));
    }

    @Override
    public String self() {
      return "ams-1";
    }

    @Override
    public Members members() {
      return members;
    }

    @Override
    public Subscription subscribe(Consumer<Members> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }
}
