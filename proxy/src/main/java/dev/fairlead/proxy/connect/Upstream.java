package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that leads to an instance, or to the proxy of another region that will find one, and
 * the place it holds there.
 *
 * <p>Confined to the event loop of the client's channel.
 */
public final class Upstream {
  private final Channel channel;
  private final @Nullable HttpLink link;
  private final ServiceView view;
  private final String region;
  private final String target;
  private final @Nullable Instance instance;
  private final @Nullable Lane lane;
  private final Feedback feedback;
  private @Nullable String cookie;
  private long askedAt;
  private boolean judged;
  private boolean released;

  private Upstream(
      Channel channel,
      ServiceView view,
      String region,
      String target,
      @Nullable Instance instance,
      Dispatcher shared,
      @Nullable Lane lane) {
    this.channel = channel;
    this.link = HttpLink.of(channel);
    this.view = view;
    this.region = region;
    this.target = target;
    this.instance = instance;
    this.lane = lane;
    this.feedback = shared.feedback();
  }

  /** To an instance, whose place is taken already. */
  static Upstream local(
      Channel channel, ServiceView view, Instance instance, Dispatcher shared, Lane lane) {
    return new Upstream(channel, view, shared.region(), instance.id(), instance, shared, lane);
  }

  /** To a node of another region. */
  static Upstream remote(
      Channel channel, ServiceView view, String region, String node, Dispatcher shared) {
    return new Upstream(channel, view, region, node, null, shared, null);
  }

  /** Where to write. */
  public Channel channel() {
    return channel;
  }

  /** Its end here, where it speaks HTTP; null where it does not. */
  public @Nullable HttpLink link() {
    return link;
  }

  /** The service as it was when the choice was made. */
  public ServiceView view() {
    return view;
  }

  /** The region that serves. */
  public String region() {
    return region;
  }

  /** The instance's id, or the other region's node. */
  public String target() {
    return target;
  }

  /** Whether another region serves. */
  public boolean remote() {
    return instance == null;
  }

  /** What the client shall bring next time, to get here again; null if nothing. */
  public @Nullable String cookie() {
    return cookie;
  }

  void cookie(@Nullable String nameAndValue) {
    cookie = nameAndValue;
  }

  /** From now on its answer is waited for: the connection, or the response to all that was sent. */
  public void asked(long now) {
    askedAt = now;
  }

  /**
   * Its answer began.
   *
   * @param status of its response
   */
  public void answered(int status, long now) {
    if (view.policy().choosing().ejection().fails(status)) {
      failed(now);
    } else if (instance != null) {
      feedback.answered(instance, now - askedAt, now);
    }
  }

  /** It did what it was chosen for; what was said of it first counts. */
  public void succeeded(long now) {
    if (instance != null && !judged) {
      judged = true;
      feedback.succeeded(view, instance, now);
    }
  }

  /** It failed to answer, or broke its answer off; what was said of it first counts. */
  public void failed(long now) {
    if (instance != null && !judged) {
      judged = true;
      feedback.failed(view, instance, now - askedAt, now);
    }
  }

  /** It took the connection, which is all that can be asked of it. */
  public void tookConnection(long now) {
    if (instance != null) {
      feedback.answered(instance, now - askedAt, now);
      succeeded(now);
    }
  }

  /** It did not answer in time. */
  public void late(long now) {
    abandoned(now);
    failed(now);
  }

  /** Nobody waits for its answer any more. */
  public void abandoned(long now) {
    if (instance != null) {
      feedback.abandoned(instance, now - askedAt, now);
    }
  }

  /** Gives the place at the instance back; the first call counts. */
  public void release() {
    if (!released) {
      released = true;
      if (instance != null && lane != null) {
        instance.load().release();
        lane.freed(instance);
      }
    }
  }
}
