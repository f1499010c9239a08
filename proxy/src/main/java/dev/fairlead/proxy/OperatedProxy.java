package dev.fairlead.proxy;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.DataPlane;
import dev.fairlead.proxy.listen.BoundListener;
import dev.fairlead.proxy.listen.Sessions;
import dev.fairlead.proxy.observe.BadMessages;
import dev.fairlead.proxy.observe.LoopStatus;
import dev.fairlead.proxy.observe.PathStatus;
import dev.fairlead.proxy.observe.TrafficStatus;
import dev.fairlead.proxy.overload.OverloadStatus;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The proxy as operators see it.
 *
 * <p>Thread-safe.
 *
 * @param proxy the data plane
 */
record OperatedProxy(Proxy proxy) implements DataPlane {
  @Override
  public List<BoundListener> listeners() {
    return proxy.listeners();
  }

  @Override
  public Explanation explain(ExplainRequest request, Duration limit) {
    return proxy.explain(request, limit);
  }

  @Override
  public List<LoopStatus> loops() {
    return proxy.loops();
  }

  @Override
  public CompletableFuture<Void> pingLoops() {
    return proxy.pingLoops();
  }

  @Override
  public String loopProblem() {
    return proxy.loopProblem();
  }

  @Override
  public @Nullable PathStatus path(Address backhaul) {
    return proxy.path(backhaul);
  }

  @Override
  public TrafficStatus traffic() {
    return proxy.traffic();
  }

  @Override
  public OverloadStatus overload() {
    return proxy.overload();
  }

  @Override
  public Runnable prepare(Settings next) {
    return proxy.prepare(next);
  }

  @Override
  public BadMessages badMessages() {
    return proxy.badMessages();
  }

  @Override
  public Sessions.Seen sessions() {
    return proxy.sessions();
  }

  @Override
  public void drain(Duration limit) {
    Thread.ofPlatform().daemon().name("drain").start(() -> Drain.within(proxy, limit));
  }

  @Override
  public void hangLoop(int index) {
    proxy.hangLoop(index);
  }
}
