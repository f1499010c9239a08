package dev.fairlead.proxy;

import java.util.List;

/**
 * Bytes of an instance in answer to a request, and what the client must see.
 *
 * @param row of the list of behaviours a proxy must show
 * @param method of the request
 * @param bytes as Latin-1
 * @param end what the instance does behind them
 */
record ResponseRow(int row, String name, String method, String bytes, End end, Outcome outcome) {
  /** What becomes of the instance's connection. */
  enum End {
    STAYS,
    CLOSES,
    RESETS
  }

  /** What the client sees. */
  sealed interface Outcome {}

  /**
   * An answer.
   *
   * @param statuses interim ones first
   * @param reused whether the instance's connection serves the next request
   */
  record Answer(List<Integer> statuses, String body, boolean reused) implements Outcome {}

  /** An error of the proxy's own. */
  record Fails(String code) implements Outcome {}

  /** The head of an answer, then no orderly end. */
  record BreaksOff() implements Outcome {}

  private static ResponseRow of(int row, String name, String bytes, Outcome outcome) {
    return new ResponseRow(row, name, "GET", RequestRow.crlf(bytes), End.STAYS, outcome);
  }

  static ResponseRow fails(int row, String name, String bytes) {
    return of(row, name, bytes, new Fails("FC04"));
  }

  static ResponseRow breaksOff(int row, String name, String bytes) {
    return of(row, name, bytes, new BreaksOff());
  }

  /** One final answer. */
  static ResponseRow passes(int row, String name, int status, String body, String bytes) {
    return of(row, name, bytes, new Answer(List.of(status), body, true));
  }

  ResponseRow to(String asked) {
    return new ResponseRow(row, name + " to " + asked, asked, bytes, end, outcome);
  }

  ResponseRow andCloses() {
    return new ResponseRow(row, name + ", closes", method, bytes, End.CLOSES, notReused());
  }

  ResponseRow andResets() {
    return new ResponseRow(row, name + ", resets", method, bytes, End.RESETS, notReused());
  }

  /** As this, but the connection serves nobody else. */
  ResponseRow once() {
    return new ResponseRow(row, name, method, bytes, end, notReused());
  }

  private Outcome notReused() {
    return outcome instanceof Answer answer
        ? new Answer(answer.statuses(), answer.body(), false)
        : outcome;
  }

  /** As this, with interim answers before. */
  ResponseRow after(Integer... interims) {
    Answer answer = (Answer) outcome;
    List<Integer> all = new java.util.ArrayList<>(List.of(interims));
    all.addAll(answer.statuses());
    return new ResponseRow(
        row, name, method, bytes, end, new Answer(all, answer.body(), answer.reused()));
  }

  /** As this, but with another code. */
  ResponseRow as(String code) {
    return new ResponseRow(row, name, method, bytes, end, new Fails(code));
  }

  @Override
  public String toString() {
    return "row " + row + ": " + name;
  }
}
