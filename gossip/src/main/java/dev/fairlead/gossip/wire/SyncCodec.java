package dev.fairlead.gossip.wire;

import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.sync.Fingerprint;
import dev.fairlead.gossip.sync.SyncLimits;
import dev.fairlead.gossip.sync.SyncMessage;
import dev.fairlead.gossip.sync.SyncMessage.Batch;
import dev.fairlead.gossip.sync.SyncMessage.Busy;
import dev.fairlead.gossip.sync.SyncMessage.Compare;
import dev.fairlead.gossip.sync.SyncMessage.Heads;
import dev.fairlead.gossip.sync.SyncMessage.Offer;
import dev.fairlead.gossip.sync.SyncMessage.Same;
import dev.fairlead.gossip.sync.SyncMessage.Want;
import dev.fairlead.gossip.sync.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of synchronisation messages.
 *
 * <pre>
 *   COMPARE        session: 8 | fingerprint: 16
 *   SAME, BUSY     session: 8
 *   HEADS, OFFER   session: 8 | streams: varint | (stream | head: varint | gaps: varint | range …) …
 *   WANT           session: 8 | ranges: varint | (stream | range) …
 *   BATCH          session: 8 | versions: varint | version …
 *   range          first: varint | last: varint          streams of HEADS and OFFER ascend
 * </pre>
 */
final class SyncCodec {
  private static final int STREAM_BYTES = 17;
  private static final int MAX_VERSIONS = 100_000;

  private SyncCodec() {}

  static int type(SyncMessage message) {
    return switch (message) {
      case Compare c -> MessageType.COMPARE;
      case Same s -> MessageType.SAME;
      case Heads h -> MessageType.HEADS;
      case Offer o -> MessageType.OFFER;
      case Want w -> MessageType.WANT;
      case Batch b -> MessageType.BATCH;
      case Busy b -> MessageType.BUSY;
    };
  }

  static void write(ByteSink to, SyncMessage message) throws WireException {
    to.i64(message.session());
    switch (message) {
      case Compare compare -> {
        to.i64(compare.fingerprint().high());
        to.i64(compare.fingerprint().low());
      }
      case Heads heads -> vector(to, heads.held());
      case Offer offer -> vector(to, offer.held());
      case Want want -> {
        to.varint(want.ranges().size());
        for (Wanted one : want.ranges()) {
          VersionCodec.stream(to, one.stream());
          range(to, one.range());
        }
      }
      case Batch batch -> {
        to.varint(batch.versions().size());
        for (Version version : batch.versions()) {
          VersionCodec.write(to, version);
        }
      }
      case Same same -> {}
      case Busy busy -> {}
    }
  }

  static Optional<SyncMessage> read(ByteSource from, int type) throws WireException {
    if (type < MessageType.COMPARE || type > MessageType.BUSY) {
      return Optional.empty();
    }
    long session = from.i64();
    return switch (type) {
      case MessageType.COMPARE ->
          Optional.of(new Compare(session, new Fingerprint(from.i64(), from.i64())));
      case MessageType.SAME -> Optional.of(new Same(session));
      case MessageType.HEADS -> Optional.of(new Heads(session, vector(from)));
      case MessageType.OFFER -> Optional.of(new Offer(session, vector(from)));
      case MessageType.WANT -> Optional.of(new Want(session, ranges(from)));
      case MessageType.BATCH -> Optional.of(new Batch(session, versions(from)));
      default -> Optional.of(new Busy(session));
    };
  }

  private static void vector(ByteSink to, VersionVector vector) throws WireException {
    Map<Stream, Known> sorted = new TreeMap<>(vector.streams());
    to.varint(sorted.size());
    for (Map.Entry<Stream, Known> entry : sorted.entrySet()) {
      VersionCodec.stream(to, entry.getKey());
      to.varint(entry.getValue().head());
      to.varint(entry.getValue().gaps().size());
      for (VersionRange gap : entry.getValue().gaps()) {
        range(to, gap);
      }
    }
  }

  private static VersionVector vector(ByteSource from) throws WireException {
    int count = from.count(SyncLimits.STREAMS, STREAM_BYTES);
    Map<Stream, Known> streams = new LinkedHashMap<>();
    @Nullable Stream previous = null;
    for (int i = 0; i < count; i++) {
      Stream stream = VersionCodec.stream(from);
      if (previous != null && previous.compareTo(stream) >= 0) {
        throw from.bad("streams out of order");
      }
      previous = stream;
      streams.put(stream, known(from));
    }
    return new VersionVector(streams);
  }

  private static Known known(ByteSource from) throws WireException {
    long head = from.varint();
    if (head < 1) {
      throw from.bad("head " + head);
    }
    int count = from.count(SyncLimits.GAPS, 2);
    List<VersionRange> gaps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gaps.add(range(from));
    }
    return new Known(head, gaps);
  }

  private static List<Wanted> ranges(ByteSource from) throws WireException {
    int count = from.count(SyncLimits.RANGES, STREAM_BYTES);
    List<Wanted> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(new Wanted(VersionCodec.stream(from), range(from)));
    }
    return ranges;
  }

  private static List<Version> versions(ByteSource from) throws WireException {
    int count = from.count(MAX_VERSIONS, STREAM_BYTES);
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      versions.add(VersionCodec.read(from));
    }
    return versions;
  }

  private static void range(ByteSink to, VersionRange range) throws WireException {
    to.varint(range.first());
    to.varint(range.last());
  }

  private static VersionRange range(ByteSource from) throws WireException {
    return new VersionRange(from.varint(), from.varint());
  }
}
