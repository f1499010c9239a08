package dev.fairlead.proxy.cli;

import dev.fairlead.catalog.options.RouteOptions;
import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
import dev.fairlead.gossip.swim.Address;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the columns of the replicated tables take. The replica stores any text, and routing then
 * leaves the row out with a remark; a person who mistypes wants to know at once.
 */
final class ColumnValues {
  private static final int MAX_PORT = 65535;

  private ColumnValues() {}

  /** A literal {@code ip:port}. */
  static final class Endpoint implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      try {
        var _ = InetAddress.ofLiteral(Address.parse(value).host());
        return value;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + value + "' is not ip:port");
      }
    }
  }

  /** One of some words. */
  abstract static class Word implements ITypeConverter<String> {
    private final List<String> words;

    Word(String... words) {
      this.words = List.of(words);
    }

    @Override
    public String convert(String value) {
      if (!words.contains(value)) {
        throw new TypeConversionException(
            "'" + value + "' is not one of " + String.join(", ", words));
      }
      return value;
    }
  }

  /** What is wanted of an instance. */
  static final class State extends Word {
    State() {
      super("up", "drain", "down");
    }
  }

  /** How a service is spoken to. */
  static final class Protocol extends Word {
    Protocol() {
      super("http", "tcp", "tls", "udp");
    }
  }

  /** A whole number that is not negative. */
  static final class Natural implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (!value.matches("[0-9]{1,9}")) {
        throw new TypeConversionException("'" + value + "' is not a whole number from 0 up");
      }
      return Integer.valueOf(value);
    }
  }

  /** A listener port, or 0 for any. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > MAX_PORT) {
        throw new TypeConversionException("'" + value + "' is not a port");
      }
      return Integer.valueOf(value);
    }
  }

  /** A host name, a pattern, or nothing for any. */
  static final class Host implements ITypeConverter<String> {
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[^*/:\\s]+");

    @Override
    public String convert(String value) {
      if (!value.isEmpty() && !HOST.matcher(value).matches()) {
        throw new TypeConversionException(
            "'" + value + "' is neither a host name nor a pattern like *.example.com");
      }
      return value;
    }
  }

  /** A path prefix. */
  static final class Prefix implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!value.startsWith("/")) {
        throw new TypeConversionException("'" + value + "' does not begin with /");
      }
      try {
        return PathForm.normal(value);
      } catch (BadPathException e) {
        throw new TypeConversionException(e.words() + " at byte " + e.offset());
      }
    }
  }

  /** Options of a route of which every one can be applied. */
  static final class Options implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      List<String> faults = RouteOptions.parse(value, "/").faults();
      if (!faults.isEmpty()) {
        throw new TypeConversionException(String.join("; ", faults));
      }
      return value;
    }
  }

  /** A JSON object. */
  static final class JsonObject implements ITypeConverter<String> {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    public String convert(String value) {
      try {
        if (MAPPER.readTree(value).isObject()) {
          return value;
        }
      } catch (JacksonException e) {
        throw new TypeConversionException("not JSON: " + e.getOriginalMessage());
      }
      throw new TypeConversionException("'" + value + "' is not a JSON object, like {\"a\":1}");
    }
  }
}
