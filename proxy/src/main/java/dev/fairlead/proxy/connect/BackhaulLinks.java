package dev.fairlead.proxy.connect;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.observe.BackhaulMeters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/2 connections to the proxies of other regions: one per event loop and node, made on first
 * use, shared by all streams of that loop; further ones, up to {@value #MAX_LINKS}, while it has as
 * many streams as the other side takes.
 *
 * <p>A connection that breaks is forgotten; the next stream makes a new one. So it does when the
 * other side asks for no more streams: it drains, and who accepts now may be another process. A
 * node that is silent is asked for no stream until a new connection to it is answered, which is
 * tried again and again while somebody wants it. Thread-safe; each call on the loop it names.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class BackhaulLinks {
  private static final Logger LOG = LoggerFactory.getLogger(BackhaulLinks.class);

  /** Connections of one loop to one node. */
  private static final int MAX_LINKS = 4;

  /** After so long a silent node is tried again; then after twice as long, and so on. */
  private static final int FIRST_PROBE_SECONDS = 1;

  private static final int LAST_PROBE_SECONDS = 16;

  /** TLS that fails is told of so often, however many nodes it fails with. */
  private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** When it was told of; compare-and-set pairs with itself, so that one loop does it. */
  private final AtomicLong complainedAt = new AtomicLong(System.nanoTime() - COMPLAINT_NANOS);

  private final Paths paths;
  private final BackhaulMeters meters;
  private final LinkOpener opener;
  private final FastThreadLocal<Map<Address, List<Promise<Channel>>>> links =
      new FastThreadLocal<>() {
        @Override
        protected Map<Address, List<Promise<Channel>>> initialValue() {
          return new HashMap<>();
        }
      };

  /**
   * Links.
   *
   * @param tls mutual TLS between nodes; null for plain HTTP/2 with prior knowledge
   * @param paths told how they do
   */
  public BackhaulLinks(@Nullable SslContext tls, Paths paths, BackhaulMeters meters) {
    this.opener = new LinkOpener(tls);
    this.paths = paths;
    this.meters = meters;
  }

  /**
   * Opens a stream to {@code node}; {@code pipeline} prepares it. Fails with {@link
   * NotProcessedException} if the other side takes no more.
   */
  Future<Channel> open(EventLoop loop, Member node, Consumer<Channel> pipeline) {
    Promise<Channel> opened = loop.newPromise();
    if (!paths.usable(node, System.nanoTime())) {
      return opened.setFailure(new IOException("node " + node.name() + " is silent"));
    }
    openOnAny(loop, node, pipeline, opened, MAX_LINKS);
    return opened;
  }

  /** On one of up to {@code left} connections: those who wait with this one may fill one. */
  private void openOnAny(
      EventLoop loop, Member node, Consumer<Channel> pipeline, Promise<Channel> opened, int left) {
    Promise<Channel> link = left == 0 ? null : link(loop, node);
    if (link == null) {
      opened.setFailure(full());
      return;
    }
    link.addListener((Future<Channel> connected) -> {
      if (!connected.isSuccess()) {
        opened.setFailure(connected.cause());
      } else if (Backhaul.takesStreams(connected.getNow())) {
        openStream(connected.getNow(), pipeline, opened);
      } else {
        openOnAny(loop, node, pipeline, opened, left - 1);
      }
    });
  }

  private static NotProcessedException full() {
    return new NotProcessedException("no connection takes more streams");
  }

  private static void openStream(
      Channel connection, Consumer<Channel> pipeline, Promise<Channel> opened) {
    new Http2StreamChannelBootstrap(connection)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel stream) {
                pipeline.accept(stream);
              }
            })
        .open()
        .addListener((Future<Http2StreamChannel> stream) -> {
          if (stream.isSuccess()) {
            opened.setSuccess(stream.getNow());
          } else {
            opened.setFailure(stream.cause());
          }
        });
  }

  /** A connection that takes streams, or will; null if there are enough that do not. */
  private @Nullable Promise<Channel> link(EventLoop loop, Member node) {
    Address address = Objects.requireNonNull(node.backhaul(), "candidates have a backhaul");
    List<Promise<Channel>> mine = links.get().computeIfAbsent(address, _ -> new ArrayList<>(1));
    mine.removeIf(link -> link.isDone() && !works(link));
    for (Promise<Channel> known : mine) {
      if (!known.isDone() || Backhaul.takesStreams(known.getNow())) {
        return known;
      }
    }
    return mine.size() >= MAX_LINKS ? null : connect(loop, node, address, mine);
  }

  private static boolean works(Promise<Channel> link) {
    return link.isSuccess() && link.getNow().isActive() && !Backhaul.leaving(link.getNow());
  }

  private Promise<Channel> connect(
      EventLoop loop, Member node, Address address, List<Promise<Channel>> mine) {
    Path path = paths.to(address, System.nanoTime());
    Promise<Channel> connecting =
        opener.open(
            loop,
            node,
            new LinkKeeper.Watcher() {
              @Override
              public void answered(long nanos) {
                meters.answered(node.region(), nanos);
                path.answered(nanos, System.nanoTime());
              }

              @Override
              public void silent() {
                meters.silent();
                lost(loop, node, path);
              }
            });
    mine.add(connecting);
    connecting.addListener((Future<Channel> connected) -> {
      if (connected.isSuccess()) {
        opened(connected.getNow(), address, path);
        connected.getNow().closeFuture().addListener(_ -> mine.remove(connecting));
      } else {
        mine.remove(connecting);
        meters.failed();
        complain(node, connected.cause());
        if (connected.cause() instanceof ConnectTimeoutException) {
          lost(loop, node, path);
        } else {
          path.heard(System.nanoTime()); // it was refused: asking again costs nothing
          forget(address, path);
        }
      }
    });
    return connecting;
  }

  /** What TLS says of a node must be mended by somebody; other failures may pass. */
  private void complain(Member node, Throwable failure) {
    long now = System.nanoTime();
    long last = complainedAt.get();
    if (failure instanceof SSLException
        && now - last >= COMPLAINT_NANOS
        && complainedAt.compareAndSet(last, now)) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      LOG.warn("no TLS with node {} at {}: {}", node.name(), node.backhaul(), root.getMessage());
    }
  }

  private void opened(Channel connection, Address address, Path path) {
    meters.opened();
    path.opened();
    path.heard(System.nanoTime());
    connection
        .closeFuture()
        .addListener(_ -> {
          meters.closed();
          path.closed();
          forget(address, path);
        });
  }

  private void forget(Address address, Path path) {
    if (path.unused()) {
      paths.forget(address, path);
    }
  }

  private void lost(EventLoop loop, Member node, Path path) {
    if (path.silent(System.nanoTime())) {
      LOG.warn("node {} at {} is silent, nothing is sent there", node.name(), node.backhaul());
      probe(loop, node, path, FIRST_PROBE_SECONDS);
    }
  }

  /** Connects later, until it is answered or nobody wants it any more. */
  private void probe(EventLoop loop, Member node, Path path, int seconds) {
    Address address = Objects.requireNonNull(node.backhaul(), "it was connected to");
    loop.schedule(
        () -> {
          if (!path.wanted(System.nanoTime())) {
            paths.forget(address, path);
            return;
          }
          Promise<Channel> link = link(loop, node);
          if (link == null) {
            return;
          }
          link.addListener(_ -> {
            if (path.status().dead()) {
              probe(loop, node, path, Math.min(2 * seconds, LAST_PROBE_SECONDS));
            } else {
              LOG.info("node {} at {} answers again", node.name(), address);
            }
          });
        },
        seconds,
        TimeUnit.SECONDS);
  }
}
