package dev.fairlead.gossip.net;

import dev.fairlead.gossip.swim.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream this node opened: carries its messages to one address, in order.
 *
 * <pre>
 *   CONNECTING ──active──► GREETING ──answer, or none needed──► READY ──idle, error──► CLOSED
 * </pre>
 *
 * <p>Holds at most {@value #MAX_WAITING_BYTES} bytes that were not written yet; beyond it the
 * newest message is dropped, and the next synchronisation repairs that. Confined to the gossip
 * loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is what tells
final class OutboundStream extends ByteToMessageDecoder {
  static final int MAX_WAITING_BYTES = 2 * Streams.MAX_MESSAGE_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(OutboundStream.class);

  private final Address to;
  private final StreamSecrets secrets;
  private final NetCounters counters;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private byte[] hello = {};
  private @Nullable ChannelHandlerContext context;
  private @Nullable StreamSeal seal;

  OutboundStream(Address to, StreamSecrets secrets, NetCounters counters) {
    this.to = to;
    this.secrets = secrets;
    this.counters = counters;
  }

  /** Sends {@code message} when the stream is ready. */
  void send(byte[] message) {
    if (waitingBytes + message.length > MAX_WAITING_BYTES) {
      counters.add(NetEvent.DROPPED_FULL);
      return;
    }
    waitingBytes += message.length;
    if (context != null && seal != null) {
      write(context, seal, message);
    } else {
      waiting.add(message);
    }
  }

  /** The channel is open and, under TLS, the other side proved itself. */
  void greet(ChannelHandlerContext ctx) {
    hello = secrets.hello();
    ctx.writeAndFlush(Unpooled.wrappedBuffer(hello));
    if (!secrets.sealed()) {
      ready(ctx, new StreamSeal());
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    KeyFile keys = secrets.keys();
    if (seal != null || keys == null) {
      in.skipBytes(in.readableBytes());
      fail(ctx, "sent what nobody asked for");
    } else if (in.readableBytes() >= StreamSeal.ANSWER_BYTES) {
      byte[] answer = new byte[StreamSeal.ANSWER_BYTES];
      in.readBytes(answer);
      ready(ctx, new StreamSeal(keys.sealing(), hello, answer));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, String.valueOf(cause.getMessage()));
  }

  private void ready(ChannelHandlerContext ctx, StreamSeal agreed) {
    context = ctx;
    seal = agreed;
    for (byte[] message = waiting.poll(); message != null; message = waiting.poll()) {
      write(ctx, agreed, message);
    }
  }

  private void write(ChannelHandlerContext ctx, StreamSeal sealing, byte[] message) {
    ByteBuf records = ctx.alloc().buffer(message.length + 64);
    sealing.write(records, message);
    counters.add(NetEvent.MESSAGE_OUT);
    ctx.writeAndFlush(records).addListener(done -> waitingBytes -= message.length);
  }

  private void fail(ChannelHandlerContext ctx, String why) {
    LOG.debug("stream to {} failed: {}", to, why);
    counters.add(NetEvent.STREAM_FAILED);
    ctx.close();
  }
}
