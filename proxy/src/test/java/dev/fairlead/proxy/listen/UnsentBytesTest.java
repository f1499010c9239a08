package dev.fairlead.proxy.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.observe.Traffic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel keeps of answers: little of what nobody reads, and nothing is lost by that. */
@Timeout(60)
final class UnsentBytesTest {
  private static final int ANSWER = 32 << 20;
  private static final int CLIENT_BUFFER = 64 << 10;
  private static final int PIECE = 64 << 10;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
  private final Socket client = new Socket();
  private Listener listener;

  @BeforeEach
  void connect() throws IOException {
    Settings.Bind any = new Settings.Bind("127.0.0.1", 0);
    Admission admission =
        new Admission(
            new Settings.Listen("web", any, Settings.Protocol.HTTP),
            new Places(0),
            new Refusals(new Traffic(new SimpleMeterRegistry())));
    listener =
        Listener.at(
            loops,
            "listener web",
            new Place.ToBind(new InetSocketAddress("127.0.0.1", 0)),
            new Listener.Style(false, true),
            admission);
    listener.open(accepted::complete);
    client.setReceiveBufferSize(CLIENT_BUFFER);
    client.connect(listener.address());
    client.setSoTimeout(20_000);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    listener.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void theKernelTakesLittleOfWhatNobodyReads() throws Exception {
    Channel channel = accepted.get(20, TimeUnit.SECONDS); // not on the loop, which accepts it
    long pending = loops.submit(() -> answer(channel)).get(20, TimeUnit.SECONDS);
    long taken = ANSWER - pending;
    // The client's own buffer may be twice what was asked for, and a packet may be on top of all.
    assertTrue(taken <= 2 * CLIENT_BUFFER + Listener.UNSENT_BYTES + 2 * PIECE, "took " + taken);
    assertEquals(ANSWER, client.getInputStream().readNBytes(ANSWER).length);
  }

  /** Or each slow reader would hold twice as much of the memory outside the heap. */
  @Test
  void oneReadOfAnInstanceIsEnoughToWait() throws Exception {
    Channel channel = accepted.get(20, TimeUnit.SECONDS);
    assertTrue(channel.isWritable());
    channel.write(Unpooled.wrappedBuffer(new byte[PIECE]));
    loops.submit(() -> {}).get(20, TimeUnit.SECONDS); // behind the write
    assertFalse(channel.isWritable());
    channel.flush();
    assertEquals(PIECE, client.getInputStream().readNBytes(PIECE).length);
  }

  /** Writes until the kernel takes no more; how many bytes wait here then. */
  private static long answer(Channel channel) {
    for (int left = ANSWER; left > 0; left -= PIECE) {
      channel.write(Unpooled.wrappedBuffer(new byte[PIECE]));
    }
    channel.flush();
    return channel.unsafe().outboundBuffer().totalPendingWriteBytes();
  }
}
