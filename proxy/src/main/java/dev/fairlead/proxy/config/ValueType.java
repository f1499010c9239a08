package dev.fairlead.proxy.config;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings.Bind;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the value of a key looks like, and how it is read.
 *
 * <p>Immutable.
 *
 * @param name one word or two for the reference
 * @param unit unit or form of the value; empty if the name says it all
 * @param reader makes a value of what the file holds
 */
record ValueType<T>(String name, String unit, Reader<T> reader) {
  /** The most ports one listener may name as a range. */
  static final int MAX_PORT_RANGE = 1000;

  /** Longest name of a node, region, cluster or listener, in bytes; gossip packets carry them. */
  static final int MAX_NAME_BYTES = 128;

  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;

  static final ValueType<String> TEXT = new ValueType<>("text", "", ValueType::text);
  static final ValueType<String> NAME =
      new ValueType<>("text", "no spaces, at most 128 bytes", raw -> nameOf(text(raw)));
  static final ValueType<Boolean> FLAG = new ValueType<>("true or false", "", ValueType::flag);
  static final ValueType<Path> PATH =
      new ValueType<>(
          "path", "relative to the folder of the configuration file", raw -> path(text(raw)));
  static final ValueType<Path> SOCKET =
      new ValueType<>("path", "relative to `node.data`", raw -> path(text(raw)));
  static final ValueType<Duration> DURATION =
      new ValueType<>(
          "duration", "`250ms`, `5s`, `2m`, `1h`", raw -> Quantities.duration(text(raw)));
  static final ValueType<Long> SIZE =
      new ValueType<>("size", "`64KiB`, `256MiB`, `1GiB`", raw -> Quantities.bytes(text(raw)));
  static final ValueType<Bind> BIND =
      new ValueType<>("address", "`ip:port`, `[ip6]:port`", raw -> Endpoints.bind(text(raw)));
  static final ValueType<List<Bind>> BINDS =
      new ValueType<>(
          "address", "`ip:port`, `[ip6]:port`, `ip:first-last`", raw -> Endpoints.range(text(raw)));
  static final ValueType<Address> ADDRESS =
      new ValueType<>("address", "`ip:port`, `[ip6]:port`", raw -> Endpoints.address(text(raw)));
  static final ValueType<List<Address>> ADDRESSES =
      new ValueType<>("list of addresses", "`[\"ip:port\"]`", ValueType::addresses);
  static final ValueType<Integer> REDIRECT =
      new ValueType<>("true, false or port", "`true` is port 443", ValueType::redirect);
  static final ValueType<Integer> COUNT = new ValueType<>("whole number", "", ValueType::count);

  /** The largest count: far more than anything here can have, and no overflow. */
  static final int MAX_COUNT = 100_000_000;

  /** Reads a value. */
  @FunctionalInterface
  interface Reader<T> {
    /** Makes a value of a String, Long, Double, Boolean, List or Map. */
    T read(Object raw) throws BadValue;
  }

  /** One of the constants of an enum, in lower case. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    String all = constants.stream().map(ValueType::lower).collect(Collectors.joining(", "));
    return new ValueType<>(
        "one of",
        constants.stream().map(c -> "`" + lower(c) + "`").collect(Collectors.joining(", ")),
        raw -> {
          String text = text(raw);
          return constants.stream()
              .filter(c -> lower(c).equals(text))
              .findFirst()
              .orElseThrow(() -> new BadValue("'" + text + "' is not one of " + all));
        });
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String text(Object raw) throws BadValue {
    if (raw instanceof String text) {
      return text;
    }
    throw new BadValue("expected text in quotes, found " + describe(raw));
  }

  private static String nameOf(String text) throws BadValue {
    if (text.isEmpty()) {
      throw new BadValue("must not be empty");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new BadValue("longer than " + MAX_NAME_BYTES + " bytes");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c))) {
      throw new BadValue("'" + text + "' contains a space or control character");
    }
    return text;
  }

  private static Boolean flag(Object raw) throws BadValue {
    if (raw instanceof Boolean flag) {
      return flag;
    }
    throw new BadValue("expected true or false, found " + describe(raw));
  }

  private static Integer redirect(Object raw) throws BadValue {
    if (raw instanceof Boolean flag) {
      return flag ? HTTPS_PORT : 0;
    }
    if (raw instanceof Long port && port >= 1 && port <= MAX_PORT) {
      return port.intValue();
    }
    throw new BadValue(
        "expected true, false or a port within 1 and " + MAX_PORT + ", found " + describe(raw));
  }

  private static Path path(String text) throws BadValue {
    if (text.isEmpty()) {
      throw new BadValue("must not be empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadValue("'" + text + "' is not a path");
    }
  }

  private static List<Address> addresses(Object raw) throws BadValue {
    if (!(raw instanceof List<?> list)) {
      throw new BadValue("expected a list like [\"10.0.0.1:7401\"], found " + describe(raw));
    }
    List<Address> result = new ArrayList<>();
    for (Object element : list) {
      result.add(Endpoints.address(text(element)));
    }
    return List.copyOf(result);
  }

  private static Integer count(Object raw) throws BadValue {
    if (raw instanceof Long number && number >= 0 && number <= MAX_COUNT) {
      return number.intValue();
    }
    throw new BadValue("expected a whole number up to " + MAX_COUNT + ", found " + describe(raw));
  }

  /** The TOML type of a raw value, with its article. */
  static String describe(Object raw) {
    return switch (raw) {
      case String s -> "text";
      case Long l -> "the number " + l;
      case Double d -> "the number " + d;
      case Boolean b -> b.toString();
      case List<?> l -> "a list";
      case Map<?, ?> m -> "a table";
      default -> "a date or time"; // the only other values TOML has
    };
  }
}
