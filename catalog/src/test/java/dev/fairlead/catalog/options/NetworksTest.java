package dev.fairlead.catalog.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, and which networks they are in. */
final class NetworksTest {
  private static IpAddress address(String text) {
    IpAddress address = IpAddress.of(text);
    assertNotNull(address, text);
    return address;
  }

  private static Networks networks(String... list) {
    String json = List.of(list).stream().map(n -> "\"" + n + "\"").collect(Collectors.joining(","));
    RouteOptions options = RouteOptions.parse("{\"deny\": [" + json + "]}", "/");
    assertEquals(List.of(), options.faults());
    return options.deny();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..3.4",
        "256.1.1.1",
        "259.1.1.1",
        "1.2.3.01",
        "1.2.3.a",
        "1.2.3.-4",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "::12345",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8:9",
        "::g",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "[::1]",
        "::1 ",
        "localhost"
      })
  void whatIsNoAddressIsNone(String text) {
    assertNull(IpAddress.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "::ffff:1.2.3.4, 1.2.3.4",
    "::FFFF:102:304, 1.2.3.4",
    "0:0:0:0:0:ffff:1.2.3.4, 1.2.3.4",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    "1::, 1:0:0:0:0:0:0:0"
  })
  void anAddressIsTheSameHoweverItIsWritten(String one, String other) {
    assertEquals(address(other), address(one));
  }

  @Test
  void addressesAreReadAsTheJdkReadsThem() throws UnknownHostException {
    long seed = System.nanoTime();
    System.out.println("NetworksTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
        bytes[random.nextInt(bytes.length)] = 0;
      }
      String text = InetAddress.getByAddress(bytes).getHostAddress();
      IpAddress read = address(text);
      assertEquals(number(bytes), number(read), () -> text + ", seed " + seed);
    }
  }

  private static BigInteger number(byte[] bytes) {
    BigInteger number = new BigInteger(1, bytes);
    return bytes.length == 16 ? number : number.or(BigInteger.valueOf(0xffff_0000_0000L));
  }

  private static BigInteger number(IpAddress address) {
    return unsigned(address.high()).shiftLeft(64).or(unsigned(address.low()));
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  @Test
  void membershipIsThatOfTheSingleNetworks() {
    long seed = System.nanoTime();
    System.out.println("NetworksTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      List<Networks.Range> ranges = new ArrayList<>();
      for (int n = random.nextInt(40); n > 0; n--) {
        ranges.add(Networks.Range.of(random(random), 64 + random.nextInt(65)));
      }
      Networks networks = Networks.of(ranges);
      for (int n = 0; n < 200; n++) {
        IpAddress probe = probe(random, ranges);
        boolean expected = ranges.stream().anyMatch(range -> holds(range, probe));
        assertEquals(expected, networks.contains(probe), () -> probe + ", seed " + seed);
      }
    }
  }

  /** IPv4 in half the cases, out of few so that networks overlap. */
  private static IpAddress random(Random random) {
    return random.nextBoolean()
        ? new IpAddress(0, 0xffff_0a00_0000L | random.nextInt(1 << 16))
        : new IpAddress(0x2001_0db8_0000_0000L | random.nextInt(3), random.nextLong());
  }

  private static IpAddress probe(Random random, List<Networks.Range> ranges) {
    if (ranges.isEmpty() || random.nextInt(3) == 0) {
      return random(random);
    }
    Networks.Range near = ranges.get(random.nextInt(ranges.size()));
    IpAddress border = random.nextBoolean() ? near.first() : near.last();
    return new IpAddress(border.high(), border.low() + random.nextInt(3) - 1);
  }

  private static boolean holds(Networks.Range range, IpAddress address) {
    BigInteger number = number(address);
    boolean within =
        number(range.first()).compareTo(number) <= 0 && number.compareTo(number(range.last())) <= 0;
    return within && (range.first().isV4() || !address.isV4());
  }

  @Test
  void everythingOfIpv6IsNothingOfIpv4() {
    Networks six = networks("::/0");
    assertTrue(six.contains(address("::")));
    assertTrue(six.contains(address("ffff:ffff::1")));
    assertTrue(six.contains(address("::fffe:ffff:ffff")));
    assertTrue(six.contains(address("::1:0:0:0")));
    assertFalse(six.contains(address("0.0.0.0")));
    assertFalse(six.contains(address("255.255.255.255")));
    Networks four = networks("0.0.0.0/0");
    assertTrue(four.contains(address("0.0.0.0")));
    assertTrue(four.contains(address("255.255.255.255")));
    assertFalse(four.contains(address("::1")));
    assertTrue(networks("::ffff:10.0.0.0/104").contains(address("10.255.1.1")));
  }

  @Test
  void aSingleAddressAndBitsBehindThePrefixAreFine() {
    assertTrue(networks("192.0.2.7").contains(address("192.0.2.7")));
    assertFalse(networks("192.0.2.7").contains(address("192.0.2.8")));
    assertTrue(networks("10.1.2.3/8").contains(address("10.200.0.0")));
    assertTrue(networks("2001:db8::5/32").contains(address("2001:db8:ffff::")));
  }

  @Test
  void aClientIsAnAddressOrTheNetworkOfItsHost() {
    assertEquals(address("10.0.0.1"), address("10.0.0.1").client());
    assertEquals(address("2001:db8:0:1::"), address("2001:db8:0:1:2:3:4:5").client());
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3, 10.1.2.3", "::ffff:10.1.2.3, 10.1.2.3", "2001:db8::7, 2001:db8::7"})
  void anAddressOfASocketIsTheSameAsItsText(String literal, String text) {
    assertEquals(address(text), IpAddress.of(InetAddress.ofLiteral(literal)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x/8", "10.0.0.0/33", "10.0.0.0/08", "fe80::1%eth0", "example.com/8"})
  void aListWithOneThatIsNoNetworkIsRefusedWithItsText(String text) {
    List<String> list = List.of("10.0.0.0/8", text);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Networks.parse(list)).getMessage();
    assertEquals("'" + text + "' is no network such as 10.0.0.0/8", message);
  }

  @Test
  void setsAreEqualIfTheSameAddressesAreInThem() {
    Networks one = Networks.parse(List.of("10.0.0.0/8"));
    assertEquals(one, Networks.parse(List.of("10.0.0.0/8", "10.1.0.0/16")));
    assertNotEquals(one, Networks.parse(List.of("10.0.0.0/9")));
  }
}
