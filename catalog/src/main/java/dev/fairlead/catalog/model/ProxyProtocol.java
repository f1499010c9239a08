package dev.fairlead.catalog.model;

/** Whether a service's instances are told for whom a connection is, before its first byte. */
public enum ProxyProtocol {
  /** They are not: an instance sees the proxy. */
  OFF,
  /** By version 1 of the PROXY protocol, a line of text. */
  V1,
  /** By version 2, which is binary. */
  V2
}
