package dev.fairlead.proxy.control;

/** The version of this program, from the manifest of its jar. */
public final class Version {
  private Version() {}

  /** The version; {@code unpackaged} when it runs from class files. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
