package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one HTTP/2 connection takes for streams that nobody reads. */
final class StreamWindowsTest {
  private static final int WINDOW = 64 * 1024;
  private static final int FULL_STREAMS = 4;

  private final List<Channel> accepted = new ArrayList<>();
  private final EmbeddedChannel sender =
      new EmbeddedChannel(
          Http2FrameCodecBuilder.forClient()
              .initialSettings(Http2Settings.defaultSettings().pushEnabled(false))
              .build(),
          new Http2MultiplexHandler(new Prepared(new ArrayList<>())));
  private final EmbeddedChannel receiver = receiver();

  private long read;

  private EmbeddedChannel receiver() {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(Http2Settings.defaultSettings().initialWindowSize(WINDOW))
            .build();
    StreamWindows.install(codec, (long) FULL_STREAMS * WINDOW);
    return new EmbeddedChannel(codec, new Http2MultiplexHandler(new Prepared(accepted)));
  }

  @AfterEach
  void close() {
    accepted.forEach(Channel::close); // what they hold is freed
    pump();
    sender.close();
    receiver.close();
    pump();
    sender.finishAndReleaseAll();
    receiver.finishAndReleaseAll();
  }

  private Channel open() throws Exception {
    pump(); // settings first
    Channel stream =
        new Http2StreamChannelBootstrap(sender)
            .handler(new Prepared(new ArrayList<>()))
            .open()
            .get();
    stream.writeAndFlush(
        new DefaultHttp2HeadersFrame(
            new DefaultHttp2Headers().method("POST").path("/").scheme("http").authority("x")));
    pump();
    return stream;
  }

  private void send(Channel stream, int bytes) {
    ByteBuf data = stream.alloc().buffer(bytes).writeZero(bytes);
    stream.writeAndFlush(new DefaultHttp2DataFrame(data));
    pump();
  }

  /** Moves bytes until neither side has any. */
  private void pump() {
    boolean moved = true;
    while (moved) {
      moved = pump(sender, receiver);
      moved |= pump(receiver, sender);
    }
  }

  private static boolean pump(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    boolean any = false;
    for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      any = true;
      if (to.isOpen()) {
        to.writeInbound(bytes);
      } else {
        bytes.release();
      }
    }
    return any;
  }

  @Test
  void unreadStreamsLeaveTheConnectionOpenForOthers() throws Exception {
    for (int i = 0; i < FULL_STREAMS - 1; i++) {
      send(open(), WINDOW); // three times what the connection's own window is
    }
    Channel other = open();
    accepted.getLast().config().setAutoRead(true);
    for (int i = 0; i < 20; i++) {
      send(other, WINDOW);
    }
    assertEquals(20L * WINDOW, read);
    assertTrue(accepted.stream().allMatch(Channel::isActive));
  }

  @Test
  void aStreamTakesNoMoreThanItsWindowWhileNobodyReadsIt() throws Exception {
    Channel stream = open();
    send(stream, 3 * WINDOW);
    assertFalse(stream.isWritable());
    accepted.getFirst().config().setAutoRead(true);
    pump();
    assertEquals(3L * WINDOW, read);
    assertTrue(stream.isWritable());
  }

  @Test
  void beyondTheBoundTheStreamThatWasNotReadForTheLongestTimeIsReset() throws Exception {
    List<Channel> streams = new ArrayList<>();
    for (int i = 0; i < FULL_STREAMS; i++) {
      streams.add(open());
      send(streams.getLast(), WINDOW);
    }
    Channel first = accepted.getFirst();
    first.config().setAutoRead(true);
    pump();
    first.config().setAutoRead(false);
    send(streams.getFirst(), WINDOW); // full again, but the second is the oldest now
    Channel fifth = open();
    send(fifth, WINDOW);
    assertEquals(
        List.of(true, false, true, true, true), accepted.stream().map(Channel::isOpen).toList());
    assertFalse(streams.get(1).isOpen());
    Channel sixth = open();
    send(sixth, WINDOW);
    assertFalse(streams.get(2).isOpen());
    assertTrue(first.isOpen() && sixth.isOpen() && receiver.isOpen());
  }

  /** Streams that are not read until told to; what is read then is counted. */
  private final class Prepared extends ChannelInitializer<Channel> {
    private final List<Channel> known;

    Prepared(List<Channel> known) {
      this.known = known;
    }

    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    protected void initChannel(Channel stream) {
      known.add(stream);
      stream.config().setAutoRead(false);
      stream
          .pipeline()
          .addLast(
              new SimpleChannelInboundHandler<Object>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, Object message) {
                  if (message instanceof Http2DataFrame data) {
                    read += data.content().readableBytes();
                  }
                }
              });
    }
  }
}
