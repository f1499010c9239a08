package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.wire.Oddity;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;

/**
 * What brings exchanges to an {@link HttpFront}: a client's connection, or one stream of the
 * backhaul.
 *
 * <p>Confined to its event loop; every method gets the front's context.
 */
sealed interface Carrier permits ClientConnection, CarriedStream {
  /** Whether it is a stream, whose connection is not one exchange's to end. */
  boolean stream();

  /** The head of a request arrived; what is written next answers it. */
  void begun(ChannelHandlerContext ctx, HttpRequest request);

  /**
   * The exchange is over and another may begin.
   *
   * @param ready called once more may be read, now or soon
   */
  void idle(ChannelHandlerContext ctx, Runnable ready);

  /** What of the running request is waited for now: it must not take for ever. */
  void awaits(Awaited what);

  /** A request has something that is allowed and that hardly anybody does. */
  void odd(Oddity kind);

  /** Whether there was so much of that that the connection is to end. */
  boolean tooOdd();

  /** Whether what arrives is kept undecoded, so that nobody can take it. */
  boolean holdsBack();

  /** Whether a head began to arrive, and is not complete. */
  boolean withinHead();

  /** When a head began, or the wait for one, as {@link System#nanoTime} counts. */
  long headBegan();

  /** Bytes so far, with those around bodies. */
  AccessEntry.Moved moved();

  /** Whether it looks at what it has before it reads more. */
  boolean paused();

  /**
   * Ends it behind what was written, so that the client receives all of that.
   *
   * @param last what was written last
   */
  void end(ChannelHandlerContext ctx, ChannelFuture last);

  /** Ends it at once, so that nobody takes what was sent for complete. */
  void abort(ChannelHandlerContext ctx);

  /** Removes all that knows of HTTP, the front too: from now on bytes pass as they are. */
  void becomeBytes(ChannelHandlerContext ctx);
}
