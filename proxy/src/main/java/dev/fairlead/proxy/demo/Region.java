package dev.fairlead.proxy.demo;

import java.util.Locale;

/** The regions of the demo: one node each, on a loopback address of its own. */
enum Region {
  AMS("127.0.1.1", 0, 24, 260),
  WAW("127.0.2.1", 24, 0, 250),
  NRT("127.0.3.1", 260, 250, 0);

  /** HTTP API, metrics and a page to look at. */
  static final int ADMIN_PORT = 7400;

  /** Membership and replication, UDP and TCP. */
  static final int GOSSIP_PORT = 7401;

  /** Proxy to proxy. */
  static final int BACKHAUL_PORT = 7402;

  /** Where clients of the TCP service connect. */
  static final int ECHO_PORT = 7407;

  private final String host;
  private final int toAms;
  private final int toWaw;
  private final int toNrt;

  Region(String host, int toAms, int toWaw, int toNrt) {
    this.host = host;
    this.toAms = toAms;
    this.toWaw = toWaw;
    this.toNrt = toNrt;
  }

  /** Its name as the nodes know it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The address its node listens on. */
  String host() {
    return host;
  }

  /** Name of its node. */
  String node() {
    return id() + "-1";
  }

  /**
   * How far another region is said to be, in milliseconds. On one machine everything is near, so
   * the nodes are told distances like those between the cities.
   */
  int millisTo(Region other) {
    return switch (other) {
      case AMS -> toAms;
      case WAW -> toWaw;
      case NRT -> toNrt;
    };
  }
}
