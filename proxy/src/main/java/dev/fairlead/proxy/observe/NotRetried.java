package dev.fairlead.proxy.observe;

/** Why a request that failed was not tried once more although its policy asks for it. */
public enum NotRetried {
  /** Sending it twice might do something twice. */
  METHOD("method"),
  /** Its body is longer than what is kept of it, or the node keeps enough already. */
  BODY("body"),
  /** It was tried as often as {@code retries} allows. */
  LIMIT("limit"),
  /** There were as many retries of late as {@code retry_budget} allows. */
  BUDGET("budget"),
  /** There is no other instance in this region. */
  NOBODY("nobody");

  private final String label;

  NotRetried(String label) {
    this.label = label;
  }

  /** The value of the metric's label. */
  public String label() {
    return label;
  }
}
