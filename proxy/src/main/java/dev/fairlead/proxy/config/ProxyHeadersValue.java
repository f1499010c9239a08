package dev.fairlead.proxy.config;

import dev.fairlead.catalog.options.Networks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads <code>{ from = ["10.0.0.0/8"], deadline = "5s" }</code>. Stateless. */
final class ProxyHeadersValue {
  static final ValueType<ProxyHeaders> TYPE =
      new ValueType<>("table", "`{ from = [\"10.0.0.0/8\"] }`", ProxyHeadersValue::read);

  private static final String FROM = "from";
  private static final String DEADLINE = "deadline";

  private ProxyHeadersValue() {}

  private static ProxyHeaders read(Object raw) throws BadValue {
    if (!(raw instanceof Map<?, ?> table)) {
      throw new BadValue("expected a table like { from = […] }, found " + ValueType.describe(raw));
    }
    for (Object key : table.keySet()) {
      if (!FROM.equals(key) && !DEADLINE.equals(key)) {
        throw new BadValue("unknown key '" + key + "'; known are from, deadline");
      }
    }
    Object deadline = table.get(DEADLINE);
    return new ProxyHeaders(
        networks(table.get(FROM)), deadline == null ? ProxyHeaders.DEADLINE : deadline(deadline));
  }

  private static Networks networks(@Nullable Object raw) throws BadValue {
    if (!(raw instanceof List<?> list) || list.isEmpty() || list.size() > Networks.MAX) {
      throw new BadValue("from: expected 1 to " + Networks.MAX + " networks like \"10.0.0.0/8\"");
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      texts.add(ValueType.text(element));
    }
    try {
      return Networks.parse(texts);
    } catch (IllegalArgumentException e) {
      throw new BadValue("from: " + e.getMessage());
    }
  }

  private static Duration deadline(Object raw) throws BadValue {
    Duration deadline = Quantities.duration(ValueType.text(raw));
    if (deadline.isZero()) {
      throw new BadValue("deadline: must be longer than zero");
    }
    return deadline;
  }
}
