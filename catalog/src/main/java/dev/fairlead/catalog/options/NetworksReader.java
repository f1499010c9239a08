package dev.fairlead.catalog.options;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code allow} and {@code deny}: {@code ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"]}. Pure.
 */
final class NetworksReader {
  private NetworksReader() {}

  /**
   * The networks of a list; those that are none are left out. So an {@code allow} without any good
   * one admits nobody: who wrote it meant to keep somebody out.
   */
  static Networks read(String key, JsonNode value, Faults faults) {
    if (!value.isArray()) {
      faults.add(key, "not a list of networks");
      return Networks.NONE;
    }
    List<Networks.Range> networks = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      Networks.Range network =
          value.get(i).isString() ? Networks.Range.of(value.get(i).asString()) : null;
      if (network == null) {
        faults.add(key + "[" + i + "]", value.get(i) + " is no network such as 10.0.0.0/8");
      } else if (networks.size() == Networks.MAX) {
        faults.add(key + "[" + i + "]", "more than " + Networks.MAX + " networks");
      } else {
        networks.add(network);
      }
    }
    return Networks.of(networks);
  }
}
