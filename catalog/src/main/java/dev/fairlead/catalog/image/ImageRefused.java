package dev.fairlead.catalog.image;

/** A file that is no image for this node; the message says which and why. */
public final class ImageRefused extends Exception {
  private static final long serialVersionUID = 1L;

  ImageRefused(String message) {
    super(message);
  }

  ImageRefused(String message, Exception cause) {
    super(message, cause);
  }
}
