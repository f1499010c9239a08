package dev.fairlead.catalog.options;

import dev.fairlead.catalog.options.Split.Share;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code split}: {@code [{"service": "b", "weight": 10}, …]}. Pure. */
final class SplitReader {
  private SplitReader() {}

  static Split read(JsonNode value, Faults faults) {
    if (!value.isArray()) {
      faults.add("split", "not a list of services with weights");
      return Split.NONE;
    }
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      String problem = problem(element, shares);
      if (problem == null) {
        shares.add(new Share(element.path("service").asString(), element.path("weight").asInt()));
      } else {
        faults.add("split[" + i + "]", problem);
      }
    }
    return new Split(shares);
  }

  private static @Nullable String problem(JsonNode element, List<Share> before) {
    JsonNode service = element.path("service");
    JsonNode weight = element.path("weight");
    if (!service.isString() || service.asString().isEmpty() || element.size() != 2) {
      return "not an object of \"service\" and \"weight\"";
    }
    if (!weight.isIntegralNumber()
        || !weight.canConvertToInt()
        || weight.asInt() < 0
        || weight.asInt() > Split.MAX_WEIGHT) {
      return "weight is not a whole number within 0 and " + Split.MAX_WEIGHT;
    }
    if (before.size() == Split.MAX_SHARES) {
      return "more than " + Split.MAX_SHARES + " services";
    }
    return before.stream().anyMatch(share -> share.service().equals(service.asString()))
        ? "service is in the list already"
        : null;
  }
}
