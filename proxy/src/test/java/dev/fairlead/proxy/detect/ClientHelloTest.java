package dev.fairlead.proxy.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Reading the server name from a real client's bytes, from parts of them, and from nonsense. */
final class ClientHelloTest {
  private static final Consumer<ServerNameReader.Refusal> NOT_REFUSED =
      refusal -> {
        throw new AssertionError(refusal);
      };

  private static ClientHello complete(String serverName, String... protocols) {
    return new ClientHello.Complete(serverName, List.of(protocols));
  }

  /** What the JDK's own client says first. */
  private static byte[] hello(String serverName, String... protocols) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    if (!serverName.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
    }
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  /** The same message in records of {@code size} bytes. */
  private static ByteBuf split(byte[] hello, int size) {
    ByteBuf records = Unpooled.buffer();
    for (int at = 5; at < hello.length; at += size) {
      int length = Math.min(size, hello.length - at);
      records.writeByte(22).writeShort(0x0301).writeShort(length).writeBytes(hello, at, length);
    }
    return records;
  }

  @Test
  void everyPrefixIsIncompleteAndTheWholeNamesTheServer() throws Exception {
    byte[] hello = hello("Some.Example.test");
    for (int length = 0; length < hello.length; length++) {
      assertInstanceOf(
          ClientHello.Incomplete.class, ClientHello.read(Unpooled.wrappedBuffer(hello, 0, length)));
    }
    assertEquals(complete("some.example.test"), ClientHello.read(Unpooled.wrappedBuffer(hello)));
    assertEquals(
        complete("some.example.test"),
        ClientHello.read(Unpooled.wrappedBuffer(hello, new byte[50_000])));
    assertEquals(complete(""), ClientHello.read(Unpooled.wrappedBuffer(hello(""))));
  }

  @Test
  void protocolsAreReadInTheClientsOrder() throws Exception {
    byte[] hello = hello("app.test", "h2", "http/1.1");
    assertEquals(
        complete("app.test", "h2", "http/1.1"), ClientHello.read(Unpooled.wrappedBuffer(hello)));
  }

  @Test
  void aMessageMaySpanRecordsButNotManyTinyOnes() throws Exception {
    byte[] hello = hello("app.test");
    assertEquals(complete("app.test"), ClientHello.read(split(hello, 100)));
    assertInstanceOf(ClientHello.Malformed.class, ClientHello.read(split(hello, 2)));
  }

  @Test
  void nonsenseIsNeverMoreThanMalformed() throws Exception {
    long seed = 20_251_121;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] hello = hello("app.test");
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = hello.clone();
      for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ClientHello.read(Unpooled.wrappedBuffer(bytes, 0, random.nextInt(1, bytes.length + 1)));
    }
  }

  @Test
  void moreThanTheBoundIsMalformed() {
    ByteBuf endless = Unpooled.buffer();
    endless.writeByte(22).writeShort(0x0301).writeShort(16_384).writeByte(1).writeMedium(16_384);
    endless.writeZero(16_380).writeByte(22);
    assertInstanceOf(ClientHello.Malformed.class, ClientHello.read(endless));
  }

  @Test
  void bytesThatTrickleAreHandedOnWholeWithinTheDeadline() throws Exception {
    List<String> names = new ArrayList<>();
    List<ByteBuf> handed = new ArrayList<>();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ServerNameReader(
                Duration.ofSeconds(10),
                (_, complete, bytes) -> {
                  names.add(complete.serverName());
                  handed.add(bytes);
                },
                NOT_REFUSED));
    byte[] hello = hello("app.test");
    for (byte one : hello) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
    }
    assertEquals(List.of("app.test"), names);
    assertEquals(Unpooled.wrappedBuffer(hello), handed.getFirst());
    assertTrue(channel.isOpen());
    handed.forEach(ByteBuf::release);
  }

  @Test
  void theDeadlineIsNotPostponedByBytes() throws Exception {
    List<ServerNameReader.Refusal> refusals = new ArrayList<>();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ServerNameReader(
                Duration.ofSeconds(10),
                (_, _, _) -> {
                  throw new AssertionError("never complete");
                },
                refusals::add));
    channel.freezeTime();
    byte[] hello = hello("app.test");
    for (int second = 0; second < 9; second++) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {hello[second]}));
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
    assertTrue(channel.isOpen());
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isOpen());
    assertEquals(List.of(ServerNameReader.Refusal.LATE), refusals);
  }
}
