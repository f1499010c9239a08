package dev.fairlead.proxy.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the configured certificates together to virtual hosts.
 *
 * <p>The certificates of one name are one virtual host, if their keys are of different algorithms:
 * the client says which it understands. Of two with the same algorithm the first is used. The first
 * certificate of all is for clients that name nobody, or somebody else. Confined to one thread.
 */
final class Assembly {
  /**
   * One {@code [[certificate]]} as it is now.
   *
   * @param trust null: as the listener says
   */
  record Entry(Identity identity, @Nullable ClientTrust trust) {}

  /**
   * What makes one virtual host.
   *
   * @param identities of different algorithms, that which is preferred first
   */
  record Group(List<Identity> identities, ClientTrust trust) {
    /** Copies the list. */
    Group {
      identities = List.copyOf(identities);
    }

    /** The names it is for, for people. */
    List<String> names() {
      return identities.getFirst().names();
    }
  }

  private final List<Entry> entries;
  private final Function<Group, VirtualHost> hosts;

  /**
   * An assembly.
   *
   * @param entries at least one
   * @param hosts gives the same virtual host for the same group
   */
  Assembly(List<Entry> entries, Function<Group, VirtualHost> hosts) {
    this.entries = entries;
    this.hosts = hosts;
  }

  /** For listeners that let in clients by {@code trust}, where a certificate does not say. */
  VirtualHosts of(ClientTrust trust) {
    Map<String, List<Entry>> byName = new LinkedHashMap<>();
    for (Entry entry : entries) {
      for (String name : entry.identity().names()) {
        join(byName.computeIfAbsent(name, _ -> new ArrayList<>()), entry);
      }
    }
    Map<String, VirtualHost> patterns = new HashMap<>();
    byName.forEach((name, group) -> patterns.put(name, host(group, trust)));
    VirtualHost otherwise = otherwise(byName, trust);
    return new VirtualHosts(
        new ServerNames<>(patterns, otherwise), onlyPolicy(patterns, otherwise));
  }

  /** Whoever is first decides about clients; one name cannot have two minds. */
  private static void join(List<Entry> group, Entry entry) {
    boolean fits =
        group.stream()
            .noneMatch(other ->
                other.identity().algorithm().equals(entry.identity().algorithm())
                    || !trustOf(other, ClientTrust.ANYBODY)
                        .id()
                        .equals(trustOf(entry, ClientTrust.ANYBODY).id()));
    if (fits) {
      group.add(entry);
    }
  }

  private VirtualHost otherwise(Map<String, List<Entry>> byName, ClientTrust trust) {
    Entry first = entries.getFirst();
    List<String> names = first.identity().names();
    List<Entry> group = names.isEmpty() ? null : byName.get(names.getFirst());
    return host(group == null ? List.of(first) : group, trust);
  }

  private VirtualHost host(List<Entry> group, ClientTrust trust) {
    // Handshakes cost the least with elliptic curves.
    List<Identity> identities =
        group.stream()
            .map(Entry::identity)
            .sorted(Comparator.comparing(identity -> !identity.algorithm().equals("EC")))
            .toList();
    return hosts.apply(new Group(identities, trustOf(group.getFirst(), trust)));
  }

  private static ClientTrust trustOf(Entry entry, ClientTrust otherwise) {
    ClientTrust own = entry.trust();
    return own == null ? otherwise : own;
  }

  private static @Nullable String onlyPolicy(
      Map<String, VirtualHost> patterns, VirtualHost otherwise) {
    Set<String> policies = new HashSet<>();
    policies.add(otherwise.policy());
    patterns.values().forEach(host -> policies.add(host.policy()));
    return policies.size() == 1 ? otherwise.policy() : null;
  }
}
