package dev.fairlead.catalog.model;

/**
 * TLS towards the instances of a service: whether, whom they must prove to be, and to whom.
 *
 * <p>Immutable.
 *
 * @param mode whether there is TLS, and a proof
 * @param name the DNS name that is asked for, and that a proof must be of; empty for none
 * @param ca PEM certificates that sign instances; empty: what the Java runtime trusts
 */
public record UpstreamTls(Mode mode, String name, String ca) {
  /** Instances are spoken to in clear. */
  public static final UpstreamTls OFF = new UpstreamTls(Mode.OFF, "", "");

  /** TLS was asked for in a way that cannot be done: nobody is spoken to at all. */
  public static final UpstreamTls UNUSABLE = new UpstreamTls(Mode.UNUSABLE, "", "");

  /** Whether there is TLS, and a proof. */
  public enum Mode {
    /** No TLS. */
    OFF,
    /** TLS with instances that prove their name. */
    VERIFIED,
    /** TLS with whoever is there. */
    UNVERIFIED,
    /** Neither TLS nor anything else. */
    UNUSABLE
  }

  /** Checks that a proof is of something. */
  public UpstreamTls {
    if (mode == Mode.VERIFIED && name.isEmpty()) {
      throw new IllegalArgumentException("nothing to verify");
    }
  }

  /** Whether instances are spoken to in clear. */
  public boolean off() {
    return mode == Mode.OFF;
  }

  /** Whether it can be done. */
  public boolean usable() {
    return mode != Mode.UNUSABLE;
  }
}
