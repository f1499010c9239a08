package dev.fairlead.proxy.http;

import dev.fairlead.proxy.balance.Traits;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of who sent a request.
 *
 * <p>Confined to the event loop of the request.
 *
 * @param headers of the request, as the instance shall see them: claims of clients are gone
 * @param address the client's
 */
record RequestTraits(HttpHeaders headers, String address) implements Traits {
  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public @Nullable String cookie(String name) {
    return cookie(headers.getAll(HttpHeaderNames.COOKIE), name);
  }

  /** The value of the first cookie {@code name} in these fields (RFC 6265, section 4.2.1). */
  static @Nullable String cookie(List<String> fields, String name) {
    for (String field : fields) {
      int start = 0;
      while (start < field.length()) {
        int end = field.indexOf(';', start);
        end = end < 0 ? field.length() : end;
        while (start < end && field.charAt(start) == ' ') {
          start++;
        }
        int equals = start + name.length();
        if (equals < end && field.charAt(equals) == '=' && field.startsWith(name, start)) {
          return field.substring(equals + 1, end).stripTrailing();
        }
        start = end + 1;
      }
    }
    return null;
  }
}
