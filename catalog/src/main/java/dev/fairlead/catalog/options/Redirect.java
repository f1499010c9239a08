package dev.fairlead.catalog.options;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where clients are sent instead of to a service.
 *
 * <p>Immutable. A template is text and the placeholders {@code {scheme}}, {@code {host}}, {@code
 * {path}}, {@code {query}}; what comes of it is checked once more before it is sent, because parts
 * of it are the client's.
 *
 * @param template such as {@code https://{host}{path}{query}}
 * @param status 301, 302, 303, 307 or 308
 */
public record Redirect(String template, int status) {
  /** Characters of a template at most. */
  static final int MAX_CHARS = 2_048;

  /** What a client is told without being told otherwise: nobody keeps it. */
  static final int DEFAULT_STATUS = 302;

  static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  /** The host must be ours to name: nothing of the client's but its Host goes before the path. */
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "(?:https?|\\{scheme})://"
              + "(?:(?:[A-Za-z0-9._-]|\\{host})+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?"
              + "(?:(?:[/?]|\\{path}|\\{query})[!-~]*)?");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

  private static final Pattern RESULT =
      Pattern.compile(
          "https?://(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?"
              + "(?:[/?][!-\\[\\]-~]*)?");

  /**
   * The request, as the placeholders see it.
   *
   * @param scheme {@code http} or {@code https}
   * @param host host name, or address without brackets; empty if the client named none
   * @param authority the host with its port, as the client wrote it
   * @param path in normal form
   * @param query with its question mark; empty if there is none
   */
  public record Asked(String scheme, String host, String authority, String path, String query) {
    /** Whether {@code location} is what was asked for: sending the client there is a loop. */
    public boolean isAt(String location) {
      String tail = path + query;
      return location.equals(scheme + "://" + authority + tail)
          || location.equals(scheme + "://" + withoutDefaultPort() + tail);
    }

    private String withoutDefaultPort() {
      String port = scheme.equals("https") ? ":443" : ":80";
      return authority.endsWith(port)
          ? authority.substring(0, authority.length() - port.length())
          : authority;
    }
  }

  /** Why {@code template} is none; null if it is one. */
  static @Nullable String problem(String template) {
    if (template.length() > MAX_CHARS) {
      return "longer than " + MAX_CHARS + " characters";
    }
    Matcher placeholder = PLACEHOLDER.matcher(template);
    while (placeholder.find()) {
      if (!List.of("scheme", "host", "path", "query").contains(placeholder.group(1))) {
        return placeholder.group() + " is none of {scheme}, {host}, {path}, {query}";
      }
    }
    if (!TEMPLATE.matcher(template).matches()
        || template.indexOf('\\') >= 0
        || !PLACEHOLDER.matcher(template).replaceAll("").matches("[^{}]*")) {
      return "not an absolute URL such as https://{host}{path}{query}";
    }
    return null;
  }

  /** Where {@code asked} is sent; null if nothing valid comes of it: the client named no host. */
  public @Nullable String to(Asked asked) {
    String host = asked.host().indexOf(':') < 0 ? asked.host() : "[" + asked.host() + "]";
    if (template.contains("{host}") && !HOST.matcher(host).matches()) {
      return null;
    }
    String location =
        PLACEHOLDER
            .matcher(template)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    switch (found.group(1)) {
                      case "scheme" -> asked.scheme();
                      case "host" -> host;
                      case "path" -> asked.path();
                      default -> asked.query(); // a template has no other
                    }));
    return RESULT.matcher(location).matches() ? location : null;
  }
}
