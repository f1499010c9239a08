package dev.fairlead.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.spread.Push;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Evidence;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Sender;
import dev.fairlead.gossip.swim.SwimMessage.Ack;
import dev.fairlead.gossip.swim.SwimMessage.Nack;
import dev.fairlead.gossip.swim.SwimMessage.News;
import dev.fairlead.gossip.swim.SwimMessage.Ping;
import dev.fairlead.gossip.swim.SwimMessage.PingRequest;
import dev.fairlead.gossip.swim.SwimMessage.Roster;
import dev.fairlead.gossip.swim.SwimMessage.RosterOffer;
import dev.fairlead.gossip.sync.Fingerprint;
import dev.fairlead.gossip.sync.SyncMessage.Batch;
import dev.fairlead.gossip.sync.SyncMessage.Busy;
import dev.fairlead.gossip.sync.SyncMessage.Compare;
import dev.fairlead.gossip.sync.SyncMessage.Heads;
import dev.fairlead.gossip.sync.SyncMessage.Offer;
import dev.fairlead.gossip.sync.SyncMessage.Same;
import dev.fairlead.gossip.sync.SyncMessage.Want;
import dev.fairlead.gossip.sync.Wanted;
import dev.fairlead.gossip.wire.Envelope.OfSpread;
import dev.fairlead.gossip.wire.Envelope.OfSwim;
import dev.fairlead.gossip.wire.Envelope.OfSync;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  private static final Identity AMS =
      new Identity(
          "ams-1",
          "ams",
          new Address("10.0.0.1", 7401),
          new Address("::1", 7402),
          new SiteId(1, 2));
  private static final Identity WAW =
      new Identity("waw-1", "waw", new Address("127.0.0.2", 65535), null, new SiteId(-1, -2));
  private static final Evidence ALIVE = Evidence.of(AMS, State.ALIVE, 1_700_000_000_000L);
  private static final Evidence SUSPECT =
      new Evidence(WAW, State.SUSPECT, 7, List.of("ams-1", "nrt-1"));
  private static final Stream STREAM = new Stream(new SiteId(3, 4), Scope.WORLD);
  private static final Stream REGIONAL = new Stream(new SiteId(3, 4), Scope.of("ams"));
  private static final Version VERSION =
      new Version(
          STREAM,
          9,
          1_700_000_000_123L,
          List.of(
              new Change.Row("service", List.of("web"), 3, 0),
              new Change.Cell("service", List.of("web"), "policy", "{}ü", 2, 3, 1),
              new Change.Cell("service", List.of("web"), "n", Long.MIN_VALUE, 1, 3, 2),
              new Change.Cell("service", List.of("api"), "x", -0.5, 1, 1, 3),
              new Change.Cell("presence", List.of("web", 5L), "b", new byte[] {1, 2}, 1, 1, 4),
              new Change.Cell("presence", List.of("web", 6L), "c", null, 1, 1, 5)));
  private static final VersionVector VECTOR =
      new VersionVector(
          Map.of(
              STREAM, new Known(9, List.of(new VersionRange(2, 3), new VersionRange(5, 5))),
              REGIONAL, new Known(1, List.of())));

  static List<Envelope> everyMessage() {
    return List.of(
        swim(new OfSwim(new Ping(-1, "waw-1", List.of(ALIVE, SUSPECT)))),
        swim(new OfSwim(new PingRequest(5, "waw-1", List.of()))),
        swim(new OfSwim(new Ack(6, List.of(ALIVE)))),
        swim(new OfSwim(new Nack(7))),
        swim(new OfSwim(new News(List.of(SUSPECT, Evidence.of(AMS, State.LEFT, 3))))),
        swim(new OfSwim(new RosterOffer(ALIVE, 77))),
        swim(new OfSwim(new Roster(List.of(ALIVE, Evidence.of(WAW, State.DEAD, 3)), true))),
        swim(new OfSpread(new Push(VERSION))),
        swim(new OfSync(new Compare(1, new Fingerprint(2, 3)))),
        swim(new OfSync(new Same(1))),
        swim(new OfSync(new Heads(1, VECTOR))),
        swim(new OfSync(new Offer(1, VersionVector.EMPTY))),
        swim(new OfSync(new Want(1, List.of(new Wanted(REGIONAL, new VersionRange(4, 1L << 40)))))),
        swim(new OfSync(new Batch(1, List.of(VERSION, new Version(STREAM, 10, 0, List.of()))))),
        swim(new OfSync(new Busy(1))));
  }

  private static Envelope swim(Envelope.Body body) {
    return new Envelope(new Sender("ams-1", 1_700_000_000_000L), body);
  }

  @ParameterizedTest
  @MethodSource("everyMessage")
  void everyMessageComesBackAsItWas(Envelope message) throws WireException {
    byte[] bytes = Wire.encode(message);
    Envelope back = Wire.decode(bytes).orElseThrow();
    assertArrayEquals(bytes, Wire.encode(back));
    assertEquals(
        message.toString().replaceAll("\\[B@\\w+", ""),
        back.toString().replaceAll("\\[B@\\w+", ""));
  }

  @Test
  void bytesAreAsDocumented() throws WireException {
    assertEquals(
        "0104" + "05616d732d31" + "0000018bcfe56800" + "0000000000000007",
        hex(swim(new OfSwim(new Nack(7)))));
    assertEquals(
        "0101"
            + "05616d732d31"
            + "0000018bcfe56800"
            + "0000000000000002"
            + "057761772d31"
            + "01"
            + "01"
            + "0000000000000007"
            + "057761772d31"
            + "03776177"
            + "ffffffffffffffff"
            + "fffffffffffffffe"
            + "093132372e302e302e32"
            + "ffff03"
            + "00"
            + "02"
            + "05616d732d31"
            + "056e72742d31",
        hex(swim(new OfSwim(new Ping(2, "waw-1", List.of(SUSPECT))))));
    assertEquals(
        "0110"
            + "05616d732d31"
            + "0000018bcfe56800"
            + "0000000000000003"
            + "0000000000000004"
            + "00"
            + "09"
            + "0000018bcfe5687b"
            + "02"
            + "00"
            + "0773657276696365"
            + "01"
            + "03"
            + "03776562"
            + "03"
            + "00"
            + "03"
            + "03"
            + "01"
            + "06706f6c696379"
            + "03"
            + "027b7d"
            + "02",
        hex(
            swim(
                new OfSpread(
                    new Push(
                        new Version(
                            STREAM,
                            9,
                            1_700_000_000_123L,
                            List.of(
                                new Change.Row("service", List.of("web"), 3, 0),
                                new Change.Cell(
                                    "service", List.of("web"), "policy", "{}", 2, 3, 1))))))));
    assertEquals(
        "0122"
            + "05616d732d31"
            + "0000018bcfe56800"
            + "0000000000000001"
            + "02"
            + "0000000000000003"
            + "0000000000000004"
            + "00"
            + "09"
            + "02"
            + "0203"
            + "0505"
            + "0000000000000003"
            + "0000000000000004"
            + "03616d73"
            + "01"
            + "00",
        hex(swim(new OfSync(new Heads(1, VECTOR)))));
  }

  @Test
  void messageOfANewerVersionIsIgnored() throws WireException {
    byte[] bytes = Wire.encode(swim(new OfSwim(new Nack(7))));
    for (int type : new int[] {0, 8, 15, 17, 39, 200}) {
      bytes[1] = (byte) type;
      assertEquals(Optional.empty(), Wire.decode(bytes));
    }
    bytes[0] = 2;
    assertThrows(WireException.class, () -> Wire.decode(bytes));
  }

  @Test
  void declaredLengthsTakeNoMemory() {
    byte[] bytes = new byte[64];
    bytes[0] = 1;
    bytes[1] = MessageType.BATCH;
    Arrays.fill(bytes, 19, 64, (byte) 0xFF);
    assertThrows(WireException.class, () -> Wire.decode(bytes));
  }

  @Test
  void messageBeyondItsBoundIsRefused() {
    Change huge = new Change.Cell("t", List.of("k"), "c", new byte[Wire.MAX_BYTES], 1, 1, 0);
    Version version = new Version(STREAM, 1, 0, List.of(huge));
    assertThrows(WireException.class, () -> Wire.encode(swim(new OfSpread(new Push(version)))));
  }

  /** Whatever comes in: the declared exception, or a message whose only encoding it was. */
  @Test
  void noBytesDoHarm() throws WireException {
    long seed = System.nanoTime();
    System.out.println("wire fuzz seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> good = new java.util.ArrayList<>();
    for (Envelope message : everyMessage()) {
      good.add(Wire.encode(message));
    }
    int accepted = 0;
    for (int i = 0; i < 300_000; i++) {
      accepted += survives(spoil(good.get(random.nextInt(good.size())), random)) ? 1 : 0;
    }
    assertTrue(accepted > 1000, "only " + accepted + " were messages: the fuzzing is too wild");
  }

  private static byte[] spoil(byte[] message, SplittableRandom random) {
    byte[] bytes = message.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
      case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      default -> {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > 2) {
          bytes[0] = 1;
          bytes[1] = (byte) random.nextInt(40);
        }
      }
    }
    return bytes;
  }

  private static boolean survives(byte[] bytes) {
    try {
      Optional<Envelope> decoded = Wire.decode(bytes);
      if (decoded.isPresent()) {
        assertArrayEquals(bytes, Wire.encode(decoded.get()), () -> HexFormat.of().formatHex(bytes));
      }
      return decoded.isPresent();
    } catch (WireException e) {
      return false;
    }
  }

  private static String hex(Envelope message) throws WireException {
    return HexFormat.of().formatHex(Wire.encode(message));
  }
}
