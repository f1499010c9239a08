package dev.fairlead.proxy.prelude;

import static dev.fairlead.proxy.prelude.HeaderBytes.binary;
import static dev.fairlead.proxy.prelude.HeaderBytes.summed;
import static dev.fairlead.proxy.prelude.HeaderBytes.tcp4;
import static dev.fairlead.proxy.prelude.HeaderBytes.tcp6;
import static dev.fairlead.proxy.prelude.HeaderBytes.text;
import static dev.fairlead.proxy.prelude.HeaderBytes.tlv;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.fairlead.catalog.model.ProxyProtocol;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a header of the PROXY protocol, what it says, and what is none. */
final class ProxyHeaderTest {
  private static ProxyHeader read(byte[] bytes) {
    return ProxyHeader.read(Unpooled.wrappedBuffer(bytes));
  }

  private static Parties parties(byte[] header) {
    ProxyHeader.Complete complete =
        assertInstanceOf(ProxyHeader.Complete.class, read(header), new String(header));
    assertEquals(header.length, complete.length());
    return complete.parties();
  }

  static Stream<byte[]> ofAClient() {
    return Stream.of(
        text("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n"),
        text("PROXY TCP6 ::ffff:203.0.113.7 ::ffff:198.51.100.1 4711 443\r\n"),
        binary(0x21, 0x11, tcp4()),
        binary(0x21, 0x11, tcp4(tlv(0x04, new byte[100]))),
        binary(0x21, 0x11, tcp4(tlv(0x01, text("h2")), tlv(0x02, text("app.test")))),
        binary(0x21, 0x11, tcp4(tlv(0x05, new byte[128]), tlv(0x30, text("ns")), tlv(0xea))),
        binary(0x21, 0x11, tcp4(tlv(0x20, text("\1\0\0\0\0\41\0\7TLSv1.3")))),
        binary(0x21, 0x11, tcp4(tlv(0xee, new byte[521]))),
        summed(binary(0x21, 0x11, tcp4(tlv(0x03, new byte[4]))), 31),
        summed(binary(0x21, 0x11, tcp4(tlv(0x03, new byte[4]), tlv(0x01, text("h2")))), 31));
  }

  @ParameterizedTest
  @MethodSource("ofAClient")
  void theClientIsWhoTheHeaderNames(byte[] header) {
    Parties parties = parties(header);
    assertEquals("203.0.113.7", parties.ip());
    assertEquals(new InetSocketAddress("203.0.113.7", 4711), parties.client());
    assertEquals(new InetSocketAddress("198.51.100.1", 443), parties.server());
  }

  @Test
  void anIpv6ClientIsRead() {
    for (byte[] header :
        List.of(
            binary(0x21, 0x21, tcp6()),
            text("PROXY TCP6 2001:db8::7 2001:DB8:0:0:0:0:0:1 4711 443\r\n"))) {
      Parties parties = parties(header);
      assertEquals(InetAddress.ofLiteral("2001:db8::7"), parties.client().getAddress());
      assertEquals(InetAddress.ofLiteral("2001:db8::1"), parties.server().getAddress());
      assertEquals("2001:db8:0:0:0:0:0:7 4711 2001:db8:0:0:0:0:0:1 443", parties.toText());
    }
  }

  static Stream<byte[]> ofNobody() {
    return Stream.of(
        text("PROXY UNKNOWN\r\n"),
        text("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"),
        binary(0x20, 0x00, new byte[0]),
        binary(0x20, 0x11, tcp4()),
        binary(0x20, 0x99, new byte[17]),
        binary(0x21, 0x00, new byte[0]),
        binary(0x21, 0x00, new byte[33]),
        binary(0x21, 0x12, tcp4()),
        binary(0x21, 0x22, tcp6()),
        binary(0x21, 0x31, new byte[216]),
        binary(0x21, 0x32, new byte[216]));
  }

  @ParameterizedTest
  @MethodSource("ofNobody")
  void theEndsOfTheSocketCountWhereNobodyWithAnAddressIsNamed(byte[] header) {
    assertNull(parties(header));
  }

  @ParameterizedTest
  @MethodSource({"ofAClient", "ofNobody"})
  void everyPrefixIsIncompleteAndWhatFollowsIsNotTouched(byte[] header) {
    for (int length = 0; length < header.length; length++) {
      assertEquals(new ProxyHeader.Incomplete(), read(Arrays.copyOf(header, length)));
    }
    ProxyHeader whole = read(header);
    byte[] more = Arrays.copyOf(header, header.length + 1000);
    Arrays.fill(more, header.length, more.length, (byte) '\r');
    assertEquals(whole, read(more));
  }

  static Stream<byte[]> wrong() {
    byte[] sum = summed(binary(0x21, 0x11, tcp4(tlv(0x03, new byte[4]), tlv(0x04, (byte) 1))), 31);
    byte[] wrongSum = sum.clone();
    wrongSum[sum.length - 1] = 2;
    return Stream.of(
        wrongSum,
        binary(0x21, 0x11, tcp4(tlv(0x03, new byte[4]))),
        binary(0x21, 0x11, tcp4(tlv(0x03, new byte[3]))),
        binary(0x21, 0x11, tcp4(tlv(0x03, new byte[4]), tlv(0x03, new byte[4]))),
        binary(0x21, 0x11, tcp4(new byte[] {4})),
        binary(0x21, 0x11, tcp4(new byte[] {4, 0})),
        binary(0x21, 0x11, tcp4(new byte[] {4, 0, 1})),
        binary(0x21, 0x11, tcp4(new byte[] {4, (byte) 0xff, (byte) 0xff, 1})),
        binary(0x21, 0x11, tcp4(tlv(0x05, new byte[129]))),
        binary(0x21, 0x11, tcp4(tlv(0x02, new byte[256]))),
        binary(0x21, 0x11, tcp4(tlv(0x20, new byte[4]))),
        binary(0x21, 0x11, tcp4(tlv(0x20, text("\1\0\0\0\0\41\0\10TLSv1.3")))),
        binary(0x21, 0x11, tcp4(tlv(0x20, text("\1\0\0\0\0\41\0")))),
        binary(0x21, 0x11, new byte[11]),
        binary(0x21, 0x21, new byte[35]),
        binary(0x21, 0x31, new byte[215]),
        binary(0x21, 0x11, tcp4(tlv(0xee, new byte[522]))),
        binary(0x21, 0x11, 65_535, tcp4()),
        binary(0x11, 0x11, tcp4()),
        binary(0x31, 0x11, tcp4()),
        binary(0x22, 0x11, tcp4()),
        binary(0x2f, 0x11, tcp4()),
        binary(0x21, 0x10, tcp4()),
        binary(0x21, 0x01, tcp4()),
        binary(0x21, 0x13, tcp4()),
        binary(0x21, 0x41, tcp4()),
        text("\r\n\r\n\0\r\nQUIT\r!\21\0\0"),
        text("GET / HTTP/1.1\r\n\r\n"),
        text("\26\3\1\2\0\1"),
        text("proxy TCP4 203.0.113.7 198.51.100.1 4711 443\r\n"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatNoSenderMaySendIsNoHeader(byte[] bytes) {
    assertInstanceOf(ProxyHeader.Malformed.class, read(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY\r\n",
        "PROXY \r\n",
        "PROXY TCP4\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443 \r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443 x\r\n",
        "PROXY  TCP4 203.0.113.7 198.51.100.1 4711 443\r\n",
        "PROXY TCP4  203.0.113.7 198.51.100.1 4711 443\r\n",
        "PROXY\tTCP4 203.0.113.7 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\rGET ",
        "PROXY TCP4 203.0.113.7\0 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.256 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.07 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 203.0.113 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 localhost 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 65536 443\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 04711 443\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 -1 443\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 +1 443\r\n",
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 \r\n",
        "PROXY TCP4 2001:db8::7 2001:db8::1 4711 443\r\n",
        "PROXY TCP6 203.0.113.7 198.51.100.1 4711 443\r\n",
        "PROXY TCP6 2001:db8::7::1 2001:db8::1 4711 443\r\n",
        "PROXY TCP6 fe80::1%lo 2001:db8::1 4711 443\r\n",
        "PROXY TCP5 203.0.113.7 198.51.100.1 4711 443\r\n",
        "PROXY UDP4 203.0.113.7 198.51.100.1 4711 443\r\n",
        "PROXY UNKNOWNX\r\n",
      })
  void aLineThatIsAlmostRightIsNoHeader(String line) {
    assertInstanceOf(ProxyHeader.Malformed.class, read(text(line)));
  }

  @Test
  void aLineHas107BytesAtMost() {
    String longest = "PROXY UNKNOWN " + "x".repeat(107 - 14 - 2) + "\r\n";
    assertNull(parties(text(longest)));
    assertInstanceOf(
        ProxyHeader.Malformed.class, read(text(longest.replace("\r\n", "xx"))), "no end in sight");
    assertInstanceOf(ProxyHeader.Malformed.class, read(text(longest.replace("\r\n", "x\r\n"))));
  }

  @Test
  void nonsenseIsNeverMoreThanMalformed() {
    long seed = 20_261_122;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<byte[]> headers = Stream.concat(ofAClient(), ofNobody()).toList();
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = headers.get(random.nextInt(headers.size())).clone();
      for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (read(bytes) instanceof ProxyHeader.Complete complete) {
        assertEquals(true, complete.length() <= bytes.length);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 198.51.100.1, PROXY TCP4 203.0.113.7 198.51.100.1 4711 443",
    "2001:db8::7, 2001:db8::1, PROXY TCP6 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:1 4711 443",
    "203.0.113.7, 2001:db8::1, PROXY TCP6 ::ffff:203.0.113.7 2001:db8:0:0:0:0:0:1 4711 443",
  })
  void whatIsWrittenIsReadAgain(String client, String server, String line) {
    Parties parties =
        Parties.between(
            new InetSocketAddress(InetAddress.ofLiteral(client), 4711),
            new InetSocketAddress(InetAddress.ofLiteral(server), 443));
    assertEquals(
        line + "\r\n",
        new String(HeaderFirst.bytes(ProxyProtocol.V1, parties), StandardCharsets.US_ASCII));
    assertEquals(parties, parties(HeaderFirst.bytes(ProxyProtocol.V1, parties)));
    assertEquals(parties, parties(HeaderFirst.bytes(ProxyProtocol.V2, parties)));
    assertEquals(parties, Parties.read(parties.toText(), "?"));
    assertArrayEquals(new byte[0], HeaderFirst.bytes(ProxyProtocol.OFF, parties));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.2.3.4 5", "1.2.3.4 x 1.2.3.4 5", "1.2.3.4 1 1.2.3.4 70000"})
  void aNodeThatSaysItOtherwiseStillTellsTheAddress(String text) {
    Parties parties = Parties.read(text, "2001:db8::7");
    assertEquals("2001:db8::7", parties.ip());
    assertEquals(0, parties.client().getPort());
    assertEquals(parties, Parties.read(null, "2001:db8::7"));
  }
}
