package dev.fairlead.catalog.image;

/** The parts of an image. */
public enum Part {
  /** Routes by host or port. */
  HOSTS(0),
  /** Services by id. */
  SERVICES(1),
  /** Nodes of this region that could be routed to when the image was written; no payload. */
  NODES(2),
  /** Which versions of the replica it knows, by stream. */
  STREAMS(3);

  private final int number;

  Part(int number) {
    this.number = number;
  }

  /** Its place in the header and its mark in the checksums: part of the format. */
  int number() {
    return number;
  }
}
