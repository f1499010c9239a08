package dev.fairlead.watchdog.ledger;

/** The places where changes are applied, each told of by one thread at a time. */
public enum ChangeLane {
  /** Into the replica, by its writer. */
  MERGE(0),
  /** Into the views of the catalog, by the catalog writer. */
  CATALOG(1),
  /** Into the catalog when somebody asks for it, by its readers. */
  LOAD(2);

  private final int place;

  ChangeLane(int place) {
    this.place = place;
  }

  /** Which of the page's lanes it is. */
  int place() {
    return place;
  }
}
