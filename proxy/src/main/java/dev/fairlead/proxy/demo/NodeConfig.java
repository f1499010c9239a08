package dev.fairlead.proxy.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The {@code fairlead.toml} of one region's node.
 *
 * @param region whose
 * @param httpPort where clients connect
 * @param data folder of the node
 * @param keyFile the cluster key
 */
record NodeConfig(Region region, int httpPort, Path data, Path keyFile) {
  /** The file's text. */
  String text() {
    return """
    # One node of the Fairlead demo. `./fairlead config reference` explains every key.
    [node]
    name = "%s"
    region = "%s"
    data = "%s"

    [control]
    debug = true   # lets the demo hang this node on purpose; leave it out elsewhere

    [admin]
    bind = "%s"

    [cluster]
    name = "demo"
    key_file = "%s"

    [gossip]
    bind = "%s"
    join = [%s]
    profile = "local"

    [backhaul]
    bind = "%s"

    [catalog.distance]
    %s

    [[listen]]
    name = "web"
    bind = "%s"
    protocol = "http"

    [[listen]]
    name = "echo"
    bind = "%s"
    protocol = "tcp"
    """
        .formatted(
            region.node(),
            region.id(),
            data,
            at(region, Region.ADMIN_PORT),
            keyFile,
            at(region, Region.GOSSIP_PORT),
            others(other -> '"' + at(other, Region.GOSSIP_PORT) + '"', ", "),
            at(region, Region.BACKHAUL_PORT),
            others(other -> other.id() + " = \"" + region.millisTo(other) + "ms\"", "\n"),
            at(region, httpPort),
            at(region, Region.ECHO_PORT));
  }

  private String others(Function<Region, String> each, String between) {
    return Arrays.stream(Region.values())
        .filter(other -> other != region)
        .map(each)
        .collect(Collectors.joining(between));
  }

  private static String at(Region region, int port) {
    return region.host() + ":" + port;
  }
}
