package dev.fairlead.gossip.wire;

import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Evidence;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.SwimMessage;
import dev.fairlead.gossip.swim.SwimMessage.Ack;
import dev.fairlead.gossip.swim.SwimMessage.Nack;
import dev.fairlead.gossip.swim.SwimMessage.News;
import dev.fairlead.gossip.swim.SwimMessage.Ping;
import dev.fairlead.gossip.swim.SwimMessage.PingRequest;
import dev.fairlead.gossip.swim.SwimMessage.Roster;
import dev.fairlead.gossip.swim.SwimMessage.RosterOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of membership messages.
 *
 * <pre>
 *   PING, PING_REQUEST   nonce: 8 | target: text | news
 *   ACK                  nonce: 8 | news
 *   NACK                 nonce: 8
 *   NEWS                 news
 *   ROSTER_OFFER         evidence | fingerprint: 8
 *   ROSTER               answer: 1 | news
 *   news                 count: varint | evidence …
 *   evidence             state: 1 | incarnation: 8 | name: text | region: text | site: 16
 *                        | gossip: address | has backhaul: 1 | backhaul: address
 *                        | accusers: varint | accuser: text …
 *   address              host: text | port: varint
 * </pre>
 */
final class SwimCodec {
  private static final int MAX_HOST_BYTES = 45;
  private static final int EVIDENCE_BYTES = 34;

  private SwimCodec() {}

  static int type(SwimMessage message) {
    return switch (message) {
      case Ping p -> MessageType.PING;
      case PingRequest p -> MessageType.PING_REQUEST;
      case Ack a -> MessageType.ACK;
      case Nack n -> MessageType.NACK;
      case News n -> MessageType.NEWS;
      case RosterOffer r -> MessageType.ROSTER_OFFER;
      case Roster r -> MessageType.ROSTER;
    };
  }

  static void write(ByteSink to, SwimMessage message) throws WireException {
    switch (message) {
      case Ping ping -> {
        to.i64(ping.nonce());
        to.text(ping.target());
        news(to, ping.news());
      }
      case PingRequest request -> {
        to.i64(request.nonce());
        to.text(request.target());
        news(to, request.news());
      }
      case Ack ack -> {
        to.i64(ack.nonce());
        news(to, ack.news());
      }
      case Nack nack -> to.i64(nack.nonce());
      case News told -> news(to, told.news());
      case RosterOffer offer -> {
        evidence(to, offer.self());
        to.i64(offer.fingerprint());
      }
      case Roster roster -> {
        to.u8(roster.answer() ? 1 : 0);
        news(to, roster.members());
      }
    }
  }

  static Optional<SwimMessage> read(ByteSource from, int type) throws WireException {
    return switch (type) {
      case MessageType.PING ->
          Optional.of(new Ping(from.i64(), from.text(Identity.MAX_NAME_BYTES), news(from)));
      case MessageType.PING_REQUEST ->
          Optional.of(new PingRequest(from.i64(), from.text(Identity.MAX_NAME_BYTES), news(from)));
      case MessageType.ACK -> Optional.of(new Ack(from.i64(), news(from)));
      case MessageType.NACK -> Optional.of(new Nack(from.i64()));
      case MessageType.NEWS -> Optional.of(new News(news(from)));
      case MessageType.ROSTER_OFFER -> Optional.of(new RosterOffer(evidence(from), from.i64()));
      case MessageType.ROSTER -> {
        boolean answer = from.flag();
        yield Optional.of(new Roster(news(from), answer));
      }
      default -> Optional.empty();
    };
  }

  private static void news(ByteSink to, List<Evidence> news) throws WireException {
    to.varint(news.size());
    for (Evidence claim : news) {
      evidence(to, claim);
    }
  }

  private static List<Evidence> news(ByteSource from) throws WireException {
    int count = from.count(Roster.MAX_PART, EVIDENCE_BYTES);
    List<Evidence> news = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      news.add(evidence(from));
    }
    return news;
  }

  private static void evidence(ByteSink to, Evidence claim) throws WireException {
    to.u8(
        switch (claim.state()) {
          case ALIVE -> 0;
          case SUSPECT -> 1;
          case DEAD -> 2;
          case LEFT -> 3;
        });
    to.i64(claim.incarnation());
    identity(to, claim.who());
    to.varint(claim.accusers().size());
    for (String accuser : claim.accusers()) {
      to.text(accuser);
    }
  }

  private static Evidence evidence(ByteSource from) throws WireException {
    int code = from.u8();
    State state =
        switch (code) {
          case 0 -> State.ALIVE;
          case 1 -> State.SUSPECT;
          case 2 -> State.DEAD;
          case 3 -> State.LEFT;
          default -> throw from.bad("state " + code);
        };
    long incarnation = from.i64();
    Identity who = identity(from);
    int count = from.count(Evidence.MAX_ACCUSERS, 2);
    List<String> accusers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      accusers.add(from.text(Identity.MAX_NAME_BYTES));
    }
    return new Evidence(who, state, incarnation, accusers);
  }

  private static void identity(ByteSink to, Identity who) throws WireException {
    to.text(who.name());
    to.text(who.region());
    to.i64(who.site().high());
    to.i64(who.site().low());
    address(to, who.gossip());
    Address backhaul = who.backhaul();
    to.u8(backhaul == null ? 0 : 1);
    if (backhaul != null) {
      address(to, backhaul);
    }
  }

  private static Identity identity(ByteSource from) throws WireException {
    String name = from.text(Identity.MAX_NAME_BYTES);
    String region = from.text(Identity.MAX_NAME_BYTES);
    SiteId site = new SiteId(from.i64(), from.i64());
    Address gossip = address(from);
    @Nullable Address backhaul = from.flag() ? address(from) : null;
    return new Identity(name, region, gossip, backhaul, site);
  }

  private static void address(ByteSink to, Address address) throws WireException {
    to.text(address.host());
    to.varint(address.port());
  }

  private static Address address(ByteSource from) throws WireException {
    return new Address(from.text(MAX_HOST_BYTES), from.count(65_535, 0));
  }
}
