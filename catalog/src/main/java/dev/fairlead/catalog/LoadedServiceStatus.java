package dev.fairlead.catalog;

import java.time.Instant;
import java.util.List;

/**
 * A loaded service, for operators.
 *
 * <p>Immutable.
 *
 * @param view the service, as lookups answer it
 * @param since when it was loaded
 * @param remarks rows of it that are malformed, keys of its policy that are not applied
 */
public record LoadedServiceStatus(ServiceView view, Instant since, List<String> remarks) {
  /** Copies the list. */
  public LoadedServiceStatus {
    remarks = List.copyOf(remarks);
  }
}
