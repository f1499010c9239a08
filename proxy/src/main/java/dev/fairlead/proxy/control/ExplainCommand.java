package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.LoadedServiceStatus;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.proxy.check.CheckStatus;
import dev.fairlead.proxy.control.Command.BadCommand;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code explain}: a decision, step by step, without carrying anything. */
final class ExplainCommand {
  private static final int MAX_PORT = 65535;

  /** Failing instances that are named. */
  private static final int MAX_CHECKS = 20;

  private final DataPlane plane;
  private final Duration loadWait;
  private final Catalog catalog;
  private final Function<String, @Nullable CheckStatus> checks;

  /**
   * The command.
   *
   * @param loadWait how long the catalog may load, as for a request
   * @param side knows which rows it could not use, and what checks of its own instances say
   */
  ExplainCommand(DataPlane plane, Duration loadWait, ControlCommands.CatalogSide side) {
    this.plane = plane;
    this.catalog = side.catalog();
    this.checks = side.checks();
    this.loadWait = loadWait;
  }

  Command command() {
    return new Command(
        "explain",
        "METHOD http://HOST/PATH | tcp :PORT [--from REGION] [--client ADDRESS]",
        "the decision, step by step",
        this::explain);
  }

  private Answer explain(List<String> words) throws BadCommand {
    List<String> rest = new ArrayList<>(words);
    String from = option(rest, "--from", "which region?");
    String client = client(rest);
    if (rest.size() != 2) {
      throw new BadCommand("explain what?");
    }
    ExplainRequest request =
        rest.getFirst().equalsIgnoreCase("tcp")
            ? new ExplainRequest.Tcp(port(rest.get(1)), from, client)
            : http(rest, from, client);
    Explanation explanation = plane.explain(request, loadWait);
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("outcome", explanation.outcome());
    facts.put("routed", explanation.routed());
    facts.put("steps", explanation.steps());
    List<String> remarks = remarks(explanation.service());
    facts.put("remarks", remarks);
    List<String> failing = failing(explanation.service());
    facts.put("checks", failing);
    List<String> lines = new ArrayList<>(explanation.steps());
    remarks.forEach(remark -> lines.add("not used: " + remark));
    failing.forEach(check -> lines.add("check: " + check));
    lines.add("=> " + explanation.outcome());
    String text = String.join("\n", lines);
    return new Answer.Line(text.strip(), facts);
  }

  /** Rows and policy keys of the service that routing leaves out because they are malformed. */
  private List<String> remarks(String service) {
    return catalog.loadedServices().stream()
        .filter(loaded -> loaded.view().service().equals(service))
        .flatMap(loaded -> loaded.remarks().stream())
        .toList();
  }

  /** Instances that this node checks and that fail, with the reason. */
  private List<String> failing(String service) {
    List<String> failing = new ArrayList<>();
    for (LoadedServiceStatus loaded : catalog.loadedServices()) {
      Instances all = loaded.view().instances();
      for (int i = 0; loaded.view().service().equals(service) && i < all.size(); i++) {
        CheckStatus status = checks.apply(all.id(i));
        if (status != null
            && status.health() == InstanceRow.Health.FAILING
            && failing.size() < MAX_CHECKS) {
          failing.add(
              "instance %s fails since %s: %s"
                  .formatted(all.id(i), status.since(), status.reason()));
        }
      }
    }
    return failing;
  }

  /** Takes an option with its value out of the words; empty if it is not there. */
  private static String option(List<String> words, String name, String missing) throws BadCommand {
    int at = words.indexOf(name);
    if (at < 0) {
      return "";
    }
    if (at + 1 >= words.size()) {
      throw new BadCommand(name + " " + missing);
    }
    words.remove(at);
    return words.remove(at);
  }

  private static String client(List<String> words) throws BadCommand {
    String client = option(words, "--client", "which address?");
    if (!client.isEmpty() && IpAddress.of(client) == null) {
      throw new BadCommand("'" + client + "' is not an address");
    }
    return client;
  }

  private static ExplainRequest http(List<String> words, String from, String client)
      throws BadCommand {
    String url = words.get(1);
    try {
      URI uri = new URI(url.contains("://") ? url : "http://" + url);
      String path = uri.getRawPath();
      if (uri.getHost() == null) {
        throw new BadCommand("'" + url + "' names no host");
      }
      return new ExplainRequest.Http(
          words.getFirst(),
          uri.getScheme().equalsIgnoreCase("https") ? "https" : "http",
          uri.getHost(),
          path == null || path.isEmpty() ? "/" : path,
          Math.max(0, uri.getPort()),
          from,
          client);
    } catch (URISyntaxException e) {
      throw new BadCommand("'" + url + "' is not a URL");
    }
  }

  private static int port(String text) throws BadCommand {
    String digits = text.substring(text.lastIndexOf(':') + 1);
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MAX_PORT) {
      throw new BadCommand("'" + text + "' is not a port");
    }
    return Integer.parseInt(digits);
  }
}
