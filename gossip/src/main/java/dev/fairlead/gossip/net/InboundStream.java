package dev.fairlead.gossip.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream somebody opened to this node: hello, then records that make up messages.
 *
 * <p>Until it proved itself it can make this node hold one record. Anything wrong closes it and is
 * counted. Confined to the gossip loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is what tells
final class InboundStream extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(InboundStream.class);

  private final StreamSecrets secrets;
  private final NetCounters counters;
  private final RefusalLog refusals;
  private final PacketReceiver receiver;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private @Nullable StreamSeal seal;

  InboundStream(
      StreamSecrets secrets, NetCounters counters, RefusalLog refusals, PacketReceiver receiver) {
    this.secrets = secrets;
    this.counters = counters;
    this.refusals = refusals;
    this.receiver = receiver;
  }

  /** Whether the opener said a hello that is taken. */
  boolean greeted() {
    return seal != null;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!ctx.channel().isActive()) {
      in.skipBytes(in.readableBytes());
    } else if (seal == null) {
      greet(ctx, in);
    } else {
      readRecord(ctx, in, seal);
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
    LOG.debug("stream from {} failed", ctx.channel().remoteAddress(), cause);
    refuse(ctx, NetEvent.STREAM_FAILED);
  }

  private void greet(ChannelHandlerContext ctx, ByteBuf in) {
    if (in.readableBytes() < StreamSeal.HELLO_BYTES) {
      if (in.isReadable() && in.getByte(in.readerIndex()) != StreamSeal.VERSION) {
        refuse(ctx, NetEvent.DROPPED_GARBAGE);
      }
      return;
    }
    byte[] hello = bytes(in, StreamSeal.HELLO_BYTES);
    if (hello[0] != StreamSeal.VERSION) {
      refuse(ctx, NetEvent.DROPPED_GARBAGE);
    } else if (!StreamSeal.isFor(secrets.clusterTag(), hello)) {
      refuse(ctx, NetEvent.DROPPED_CLUSTER);
    } else if (!secrets.sealed() && StreamSeal.keyId(hello) == 0) {
      seal = new StreamSeal();
    } else {
      agreeOnKey(ctx, hello);
    }
  }

  private void agreeOnKey(ChannelHandlerContext ctx, byte[] hello) {
    Key key = secrets.opening(StreamSeal.keyId(hello));
    if (key == null) {
      refuse(ctx, NetEvent.DROPPED_KEY);
      return;
    }
    byte[] answer = StreamSeal.answer();
    seal = new StreamSeal(key, hello, answer);
    ctx.writeAndFlush(Unpooled.wrappedBuffer(answer));
  }

  private void readRecord(ChannelHandlerContext ctx, ByteBuf in, StreamSeal opening) {
    if (in.readableBytes() < 4) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (length < 1 || length > StreamSeal.MAX_RECORD_BYTES) {
      refuse(ctx, NetEvent.DROPPED_GARBAGE);
      return;
    }
    if (in.readableBytes() < 4 + length) {
      return;
    }
    in.skipBytes(4);
    byte[] body = opening.open(bytes(in, length));
    if (body == null || message.size() + body.length > Streams.MAX_MESSAGE_BYTES) {
      refuse(ctx, body == null ? NetEvent.DROPPED_FORGED : NetEvent.DROPPED_GARBAGE);
      return;
    }
    message.write(body, 1, body.length - 1);
    if (body[0] == 0) {
      byte[] whole = message.toByteArray();
      message.reset();
      counters.add(NetEvent.MESSAGE_IN);
      receiver.received(whole, true);
    }
  }

  private void refuse(ChannelHandlerContext ctx, NetEvent why) {
    counters.add(why);
    if (why != NetEvent.STREAM_FAILED) {
      refusals.refused("stream", ctx.channel().remoteAddress(), why);
    }
    ctx.close();
  }

  private static byte[] bytes(ByteBuf in, int count) {
    byte[] bytes = new byte[count];
    in.readBytes(bytes);
    return bytes;
  }
}
