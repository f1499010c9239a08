package dev.fairlead.proxy.route;

import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.options.HeaderEdits;
import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.RateLimit;
import dev.fairlead.catalog.options.Redirect;
import dev.fairlead.catalog.options.RouteOptions;
import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request or connection against the options of its route, before an instance is chosen.
 *
 * <pre>
 *   deny, allow ──► rate ──► redirect ──► strip_path ──► headers ──► split ──► a service
 *       │ FR07       │ FR08      │ Location     │ FR09
 * </pre>
 *
 * <p>Connections have no path and no fields: of their options {@code deny}, {@code allow}, {@code
 * rate} and {@code split} apply. Pure and stateless. Thread-safe.
 */
public final class RouteRules {
  private static final long MICROS_PER_SECOND = 1_000_000;

  /** Where requests are counted. */
  public interface Bucket {
    /** Microseconds until {@code client} may come again by {@code route}; 0 if it may now. */
    long waitMicros(String route, IpAddress client, RateLimit limit);
  }

  private RouteRules() {}

  /** Decides; notes each step in {@code trace}. */
  public static Ruling judge(Route route, Visit visit, Bucket bucket, Trace trace) {
    Ruling refused = admission(route.options(), visit.client(), trace);
    if (refused == null) {
      refused = rate(route, visit.client(), bucket, trace);
    }
    if (refused != null) {
      return refused;
    }
    Redirect.Asked asked = visit.asked();
    if (asked == null) {
      return new Ruling.Onward(service(route, visit.client(), trace), "", "");
    }
    Ruling redirected = redirect(route, asked, trace);
    return redirected != null ? redirected : onward(route, visit, asked, trace);
  }

  private static @Nullable Ruling admission(RouteOptions options, IpAddress client, Trace trace) {
    if (options.deny().contains(client)) {
      trace.note("deny", "the client is in one of its networks");
      return new Ruling.Refused(Fault.FR07, 0);
    }
    if (options.allow() != null && !options.allow().contains(client)) {
      trace.note("allow", "the client is in none of its networks");
      return new Ruling.Refused(Fault.FR07, 0);
    }
    if (!options.deny().isEmpty()) {
      trace.note("deny", "the client is in none of its networks");
    }
    if (options.allow() != null) {
      trace.note("allow", "the client is in one of its networks");
    }
    return null;
  }

  private static @Nullable Ruling rate(Route route, IpAddress client, Bucket bucket, Trace trace) {
    RateLimit limit = route.options().rate();
    if (limit == null) {
      return null;
    }
    long wait = bucket.waitMicros(route.id(), client.client(), limit);
    if (trace.keeps()) {
      String rule = limit.perSecond() + " per second, burst " + limit.burst();
      trace.note("rate", wait == 0 ? "within " + rule : "over " + rule);
    }
    long seconds = (wait + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND;
    return wait == 0 ? null : new Ruling.Refused(Fault.FR08, (int) seconds);
  }

  private static @Nullable Ruling redirect(Route route, Redirect.Asked asked, Trace trace) {
    Redirect redirect = route.options().redirect();
    if (redirect == null) {
      return null;
    }
    String location = redirect.to(asked);
    if (location == null) {
      trace.note("redirect", "no valid URL comes of " + redirect.template());
      return new Ruling.Refused(Fault.FR09, 0);
    }
    if (asked.isAt(location)) {
      trace.note("redirect", "not made, the client is at " + location + " already");
      return null;
    }
    trace.note("redirect", redirect.status() + " to " + location);
    return new Ruling.Redirected(redirect.status(), location);
  }

  private static Ruling onward(Route route, Visit visit, Redirect.Asked asked, Trace trace) {
    String prefix = route.options().stripPath();
    boolean strips = !prefix.isEmpty() && begins(asked.path(), prefix);
    String path = strips ? rest(asked.path(), prefix) : "";
    if (strips && !visit.rawPath().equals(asked.path()) && !asSent(visit.rawPath(), prefix, path)) {
      trace.note("strip_path", "the client did not write " + prefix + " in its normal form");
      return new Ruling.Refused(Fault.FR09, 0);
    }
    if (!prefix.isEmpty()) {
      trace.note(
          "strip_path", strips ? prefix + ", the instance sees " + path : "not below " + prefix);
    }
    note(route.options().headers(), trace);
    String service = service(route, visit.client(), trace);
    return new Ruling.Onward(service, strips ? prefix : "", path);
  }

  private static boolean begins(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  private static String rest(String path, String prefix) {
    return path.length() == prefix.length() ? "/" : path.substring(prefix.length());
  }

  /**
   * Whether the client wrote the prefix as it is, and nothing behind it that climbs back into it.
   */
  private static boolean asSent(String raw, String prefix, String normalRest) {
    try {
      return begins(raw, prefix) && PathForm.normal(rest(raw, prefix)).equals(normalRest);
    } catch (BadPathException e) {
      return false;
    }
  }

  private static String service(Route route, IpAddress client, Trace trace) {
    if (route.options().split().isEmpty()) {
      return route.service();
    }
    String chosen = route.options().split().choose(client.client());
    if (trace.keeps()) {
      trace.note(
          "split",
          (chosen.isEmpty() ? "no weight is above 0" : "service " + chosen)
              + " of "
              + route.options().split().shares().stream()
                  .map(share -> share.service() + " " + share.weight())
                  .collect(Collectors.joining(", ")));
    }
    return chosen.isEmpty() ? route.service() : chosen;
  }

  private static void note(HeaderEdits headers, Trace trace) {
    if (trace.keeps() && !headers.isEmpty()) {
      trace.note("headers", "request " + text(headers.request()));
      trace.note("headers", "response " + text(headers.response()));
    }
  }

  private static String text(HeaderEdits.Edits edits) {
    return "without "
        + edits.remove()
        + ", with "
        + edits.set().stream().map(HeaderEdits.Field::name).toList();
  }
}
