package dev.fairlead.gossip;

import dev.fairlead.gossip.FeedStatus.QuarantineStatus;
import dev.fairlead.gossip.FeedStatus.StreamStatus;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.gossip.net.TlsFiles;
import dev.fairlead.gossip.net.Transport;
import dev.fairlead.gossip.net.TransportSettings;
import dev.fairlead.gossip.replica.Quarantined;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Membership;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running member of the cluster: the replica, the membership, and what keeps both equal to the
 * others'.
 *
 * <p>Thread-safe.
 */
public final class GossipNode implements AutoCloseable {
  /** Local versions waiting for the gossip loop; beyond it synchronisation carries them. */
  static final int MAX_LOCAL_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(GossipNode.class);

  private final GossipParts parts;
  private final Address address;
  private final GossipLoop loop;
  private final Subscription localVersions;
  private final RosterKeeper roster;

  /** Counted up by the writer thread, down by the loop; only a bound, so no order is needed. */
  private final AtomicInteger localWaiting = new AtomicInteger();

  private final AtomicBoolean closed = new AtomicBoolean();

  private GossipNode(GossipSettings settings, Transport transport, Replica replica) {
    ReplicaSettings own = settings.replica();
    FeedCounters counters = new FeedCounters();
    parts =
        new GossipParts(
            transport,
            replica,
            new MembershipView(own.node()),
            counters,
            new MergeQueue(replica, own.region(), transport::execute, counters),
            new HistoryThread(replica));
    GossipSettings.Reach reach = settings.reach();
    Address advertised = reach.advertise();
    address = advertised == null ? transport.bound() : advertised;
    Identity self =
        new Identity(own.node(), own.region(), address, reach.backhaul(), replica.site());
    RosterFile file = new RosterFile(own.data());
    LastRoster last = new LastRoster(file.read(), self);
    loop =
        new GossipLoop(
            parts,
            last.claim(System.currentTimeMillis()),
            last.join(settings.join()),
            GossipPace.of(settings.profile()));
    roster = RosterKeeper.start(file, last.members(), parts.view(), own.region());
    localVersions = replica.subscribeToLocalVersions(this::committed);
    transport.start(loop::received);
    transport.execute(loop::start);
  }

  /**
   * Opens the replica, binds the sockets and joins.
   *
   * @throws IllegalArgumentException with a message for the operator: an address in use, an
   *     unreadable key
   * @throws dev.fairlead.gossip.replica.ReplicaException if the replica cannot be opened
   */
  public static GossipNode start(GossipSettings settings) {
    Transport transport = Transport.open(transport(settings));
    try {
      return new GossipNode(settings, transport, Replica.open(settings.replica()));
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private static TransportSettings transport(GossipSettings settings) {
    GossipSettings.Sockets sockets = settings.sockets();
    TransportSettings.Given given =
        sockets == null ? null : new TransportSettings.Given(sockets.udp(), sockets.tcp());
    try {
      GossipSettings.Cluster cluster = settings.cluster();
      Path keyFile = cluster.keyFile();
      KeyFile keys = keyFile == null ? null : KeyFile.read(keyFile);
      GossipSettings.Reach reach = settings.reach();
      check(reach, keys != null);
      GossipSettings.Tls tls = cluster.tls();
      TlsFiles files = tls == null ? null : new TlsFiles(tls.ca(), tls.cert(), tls.key());
      GossipSettings.Bind bind = reach.bind();
      return new TransportSettings(cluster.name(), keys, files, bind.host(), bind.port(), given);
    } catch (RuntimeException e) {
      if (given != null) {
        given.close();
      }
      throw e;
    }
  }

  /** The replica of this node. */
  public Replica replica() {
    return parts.replica();
  }

  /** Who is alive. */
  public Membership membership() {
    return parts.view();
  }

  /** Where others reach this node, with the real port. */
  public Address gossipAddress() {
    return address;
  }

  /** Completes on the gossip loop; proves it works. */
  public CompletableFuture<Void> ping() {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    try {
      parts.transport().execute(() -> answered.complete(null));
    } catch (RejectedExecutionException e) {
      answered.completeExceptionally(e);
    }
    return answered;
  }

  /** Heads, gaps, queues and lag now, for {@code show feed}. */
  public FeedStatus feedStatus() {
    Replica replica = parts.replica();
    List<StreamStatus> streams =
        replica.vector().streams().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry ->
                new StreamStatus(
                    entry.getKey(),
                    parts.view().nameOf(entry.getKey().origin()),
                    entry.getValue().head(),
                    entry.getValue().missing()))
            .toList();
    return new FeedStatus(
        streams,
        replica.queued(),
        parts.merges().lastLagMillis(),
        replica.parked(),
        replica.quarantined().stream().map(this::status).toList());
  }

  private QuarantineStatus status(Quarantined held) {
    return new QuarantineStatus(held, parts.view().nameOf(held.id().stream().origin()));
  }

  /**
   * Takes a version out of quarantine: what it wrote is served from now on. Completes with whether
   * it was in quarantine.
   */
  public CompletableFuture<Boolean> lift(ChangeId id) {
    return parts.replica().lift(id);
  }

  /** What happened since the start, for metrics. */
  public GossipCounters counters() {
    return parts.counters().with(parts.transport().counters());
  }

  /**
   * Hands this node's part over to another process: finishes what is queued, so that what was
   * acknowledged is in the file, and is silent from then on, without good-bye: the others are to
   * take the next process for the same node.
   *
   * <p>Readers of the replica go on, writes are refused, the membership stays as it was. Blocks
   * until sockets and files are free. Once released, closing does nothing.
   */
  public void release() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      parts.replica().release(); // first: the loop still spreads what is committed by this
    } finally {
      localVersions.close();
      parts.transport().close();
      parts.history().close();
      roster.close();
    }
  }

  /** Says good-bye to the others, then closes everything. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    localVersions.close();
    CompletableFuture<Void> left = new CompletableFuture<>();
    parts
        .transport()
        .execute(() -> {
          loop.leave();
          left.complete(null);
        });
    try {
      left.completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
    } finally {
      roster.close();
      parts.transport().close();
      parts.history().close();
      parts.replica().close();
    }
  }

  /** On the writer thread. */
  private void committed(List<Version> versions) {
    if (localWaiting.addAndGet(versions.size()) > MAX_LOCAL_WAITING) {
      localWaiting.addAndGet(-versions.size());
      parts.counters().versionsDropped.add(versions.size());
      return;
    }
    try {
      parts
          .transport()
          .execute(() -> {
            localWaiting.addAndGet(-versions.size());
            loop.committed(versions);
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("closed before a commit was spread; others will ask for it", e);
    }
  }

  /** Without keys anybody who reaches the socket is a member. */
  private static void check(GossipSettings.Reach reach, boolean keys) {
    InetAddress host = InetAddress.ofLiteral(reach.bind().host());
    if (!keys && !host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "gossip binds %s beyond loopback: a cluster key file is required"
              .formatted(reach.bind().host()));
    }
    if (host.isAnyLocalAddress() && reach.advertise() == null) {
      throw new IllegalArgumentException(
          "gossip binds every address: advertise must name the one others reach");
    }
  }
}
