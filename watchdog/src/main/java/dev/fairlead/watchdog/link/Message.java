package dev.fairlead.watchdog.link;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message of a {@link Link}: a verb, named values, and descriptors.
 *
 * <p>As text: {@code bind name=web kind=tcp address=127.0.0.1:8080}, in {@link Escapes percent
 * escapes} where a value has other characters. Verbs and names are {@code [a-z][a-z0-9_]*}; a name
 * occurs once. Immutable; {@code with} makes a new one. A message does not own its descriptors: who
 * sends one closes its own afterwards, who receives one closes what it does not keep ({@link
 * #discard}).
 *
 * @param values by name, in the order of the names
 * @param descriptors at most {@value #MAX_DESCRIPTORS}
 */
public record Message(String verb, SortedMap<String, String> values, List<Descriptor> descriptors) {
  /** Length of the text. */
  public static final int MAX_BYTES = 16 * 1024;

  /** Descriptors beside one text. */
  public static final int MAX_DESCRIPTORS = 32;

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

  /** Checks the words and the count of descriptors. */
  public Message {
    requireWord(verb);
    values.keySet().forEach(Message::requireWord);
    if (descriptors.size() > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "message '" + verb + "' has more than " + MAX_DESCRIPTORS + " descriptors");
    }
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    descriptors = List.copyOf(descriptors);
  }

  /** A message that is only a verb. */
  public static Message of(String verb) {
    return new Message(verb, Collections.emptySortedMap(), List.of());
  }

  /** With one more value. */
  public Message with(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(values);
    if (more.put(name, value) != null) {
      throw new IllegalArgumentException("message '" + verb + "' has two values of " + name);
    }
    return new Message(verb, more, descriptors);
  }

  /** With one more number. */
  public Message with(String name, long value) {
    return with(name, Long.toString(value));
  }

  /** With one more {@code true} or {@code false}. */
  public Message with(String name, boolean value) {
    return with(name, Boolean.toString(value));
  }

  /** With one more descriptor, which stays the caller's to close. */
  public Message with(Descriptor descriptor) {
    List<Descriptor> more = new ArrayList<>(descriptors);
    more.add(descriptor);
    return new Message(verb, values, more);
  }

  /** A value that must be there; {@link IllegalArgumentException} when it is not. */
  public String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("message '" + verb + "' has no value of " + name);
    }
    return value;
  }

  /** A value, or {@code otherwise} when it is not there. */
  public String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** A number that must be there; {@link IllegalArgumentException} when it is none. */
  public long number(String name) {
    String value = value(name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "message '" + verb + "': " + name + " is no number: " + value, e);
    }
  }

  /** Whether a value that must be there is {@code true}; it must be that or {@code false}. */
  public boolean flag(String name) {
    return switch (value(name)) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw new IllegalArgumentException(
              "message '" + verb + "': " + name + " is neither true nor false: " + other);
    };
  }

  /** The only descriptor; {@link IllegalArgumentException} when there is none or more than one. */
  public Descriptor descriptor() {
    if (descriptors.size() != 1) {
      throw new IllegalArgumentException(
          "message '" + verb + "' has " + descriptors.size() + " descriptors instead of one");
    }
    return descriptors.getFirst();
  }

  /** Closes all descriptors: for a receiver that does not want them. */
  public void discard() {
    descriptors.forEach(Descriptor::close);
  }

  /**
   * As it is sent, ASCII, without the descriptors.
   *
   * @throws IllegalArgumentException when it is longer than {@link #MAX_BYTES}
   */
  public String text() {
    StringBuilder text = new StringBuilder(verb);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text.append(' ').append(value.getKey()).append('=').append(Escapes.escape(value.getValue()));
    }
    if (text.length() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "message '%s' has %d bytes, at most %d are allowed"
              .formatted(verb, text.length(), MAX_BYTES));
    }
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote, and nothing else.
   *
   * @throws ProtocolException says what is wrong and at which byte; the descriptors are left alone
   */
  public static Message parse(String text, List<Descriptor> descriptors) throws ProtocolException {
    if (text.length() > MAX_BYTES) {
      throw new ProtocolException("message of more than " + MAX_BYTES + " bytes");
    }
    String[] parts = text.split(" ", -1);
    requireSentWord(parts[0], 0);
    SortedMap<String, String> values = new TreeMap<>();
    int at = parts[0].length() + 1;
    for (int i = 1; i < parts.length; i++) {
      readValue(parts[i], at, values);
      at += parts[i].length() + 1;
    }
    return new Message(parts[0], values, descriptors);
  }

  private static void readValue(String part, int at, SortedMap<String, String> values)
      throws ProtocolException {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new ProtocolException("message without '=' after a name, at byte " + at);
    }
    String name = part.substring(0, equals);
    requireSentWord(name, at);
    String value = Escapes.unescape(part.substring(equals + 1), at + equals + 1);
    if (values.put(name, value) != null) {
      throw new ProtocolException("message with two values of " + name + ", at byte " + at);
    }
  }

  private static void requireSentWord(String word, int at) throws ProtocolException {
    if (!WORD.matcher(word).matches()) {
      throw new ProtocolException("message without a proper word at byte " + at);
    }
  }

  private static void requireWord(@Nullable String word) {
    if (word == null || !WORD.matcher(word).matches()) {
      throw new IllegalArgumentException("no word of a message: " + word);
    }
  }

  /** The text as bytes, for the socket. */
  byte[] bytes() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }
}
