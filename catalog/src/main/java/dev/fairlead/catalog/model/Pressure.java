package dev.fairlead.catalog.model;

/** How loaded the instances of a service are, as their region tells the world. */
public enum Pressure {
  /** Below the soft limit. */
  LOW,
  /** At or above the soft limit. */
  HIGH,
  /** At the hard limit. */
  FULL
}
