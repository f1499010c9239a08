package dev.fairlead.watchdog.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ProtocolException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a message looks like as text, and what is no message. */
final class MessageTest {
  @Test
  void textIsWordsAndNamedValuesInTheOrderOfTheirNames() {
    Message bind =
        Message.of("bind").with("name", "web").with("address", "[::1]:8080").with("http", true);
    assertEquals("bind address=[::1]:8080 http=true name=web", bind.text());
  }

  @Test
  void valuesKeepEveryCharacter() throws ProtocolException {
    String value = "a b%=\n\té漢\uD83D\uDE00\u0000\u007f";
    Message back = parse(Message.of("failed").with("why", value).with("empty", "").text());
    assertEquals(value, back.value("why"));
    assertEquals("", back.value("empty"));
  }

  @Test
  void randomMessagesComeBackTheSame() throws ProtocolException {
    long seed = System.nanoTime();
    System.out.println("MessageTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      Message message = Message.of("v" + random.nextInt(100));
      for (int k = random.nextInt(6); k > 0; k--) {
        message = message.with("k" + k, randomText(random));
      }
      assertEquals(message, parse(message.text()), "seed " + seed);
    }
  }

  @Test
  void randomBytesAreAMessageOrOneError() {
    long seed = System.nanoTime();
    System.out.println("MessageTest seed " + seed);
    Random random = new Random(seed);
    String alphabet = "ab= %2F0_\u00e9\n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(20); k > 0; k--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Message message = parse(text.toString());
        assertEquals(message, parse(message.text()), "seed " + seed);
      } catch (ProtocolException expected) {
        assertTrue(expected.getMessage().startsWith("message "), "seed " + seed);
      }
    }
  }

  @Test
  void whatIsNoMessageIsRefusedWithItsPlace() {
    refused("message without a proper word at byte 0", "");
    refused("message without a proper word at byte 0", "Bind");
    refused("message without a proper word at byte 0", " bind");
    refused("message without '=' after a name, at byte 5", "bind name");
    refused("message without '=' after a name, at byte 5", "bind ");
    refused("message without a proper word at byte 5", "bind =1");
    refused("message with two values of a, at byte 9", "bind a=1 a=2");
    refused("message with a bad escape, at byte 7", "bind a=%");
    refused("message with a bad escape, at byte 8", "bind a=x%2f");
    refused("message with a bad escape, at byte 7", "bind a=%41");
    refused("message with a bare special character, at byte 7", "bind a=\n");
    refused("message with a bare special character, at byte 7", "bind a=\u00e9");
    refused("message with a value that is not UTF-8, at byte 7", "bind a=%FF");
    refused("message of more than 16384 bytes", "a".repeat(Message.MAX_BYTES + 1));
  }

  @Test
  void whatCannotBeSentIsRefusedWhenItIsMade() {
    assertThrows(IllegalArgumentException.class, () -> Message.of("no verb"));
    assertThrows(IllegalArgumentException.class, () -> Message.of("bind").with("a b", ""));
    Message once = Message.of("bind").with("a", "1");
    assertThrows(IllegalArgumentException.class, () -> once.with("a", "2"));
    Message longest = Message.of("a").with("b", "x".repeat(Message.MAX_BYTES - 4));
    assertEquals(Message.MAX_BYTES, longest.text().length());
    Message tooLong = Message.of("a").with("b", "x".repeat(Message.MAX_BYTES - 3));
    assertThrows(IllegalArgumentException.class, tooLong::text);
    List<Descriptor> many =
        Collections.nCopies(Message.MAX_DESCRIPTORS + 1, Descriptor.own(1_000_000));
    assertThrows(IllegalArgumentException.class, () -> new Message("bind", new TreeMap<>(), many));
  }

  @Test
  void valuesAreReadAsWhatTheyAre() {
    Message hello = Message.of("hello").with("pid", 7).with("spare", true).with("data", "/d");
    assertEquals(7, hello.number("pid"));
    assertTrue(hello.flag("spare"));
    assertEquals("none", hello.value("config", "none"));
    assertEquals("message 'hello' has no value of config", complaint(() -> hello.value("config")));
    assertEquals("message 'hello': data is no number: /d", complaint(() -> hello.number("data")));
    assertEquals(
        "message 'hello': data is neither true nor false: /d", complaint(() -> hello.flag("data")));
    assertEquals("message 'hello' has 0 descriptors instead of one", complaint(hello::descriptor));
  }

  private static String complaint(Runnable reading) {
    return assertThrows(IllegalArgumentException.class, reading::run).getMessage();
  }

  private static void refused(String why, String text) {
    assertEquals(why, assertThrows(ProtocolException.class, () -> parse(text)).getMessage());
  }

  private static Message parse(String text) throws ProtocolException {
    return Message.parse(text, List.of());
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x1_0000);
      text.append(Character.isSurrogate((char) point) ? 'x' : (char) point);
    }
    return text.toString();
  }
}
