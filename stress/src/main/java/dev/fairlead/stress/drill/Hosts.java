package dev.fairlead.stress.drill;

/** Hosts of the drill's services: every other one is reached by a wildcard. Pure. */
final class Hosts {
  private Hosts() {}

  private static boolean wildcard(String service) {
    return service.hashCode() % 2 != 0;
  }

  /** What its route names. */
  static String pattern(String service) {
    return (wildcard(service) ? "*." : "") + service + ".drill.example";
  }

  /** What clients ask for. */
  static String of(String service) {
    return (wildcard(service) ? "www." : "") + service + ".drill.example";
  }
}
