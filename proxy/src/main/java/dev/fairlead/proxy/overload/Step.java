package dev.fairlead.proxy.overload;

import java.util.Locale;

/** What is done against overload; each step includes those before it. */
public enum Step {
  /** Nothing. */
  CALM(0),
  /** Every answer is the last of its connection: idle connections go, with the memory they hold. */
  LAST_ANSWERS(1),
  /** No client is let in; one that is refused at once can go elsewhere, one that waits cannot. */
  NO_NEWCOMERS(2),
  /** Some of the new requests are answered FR10; those that run go on. */
  SHEDDING(3);

  /** How far pressure must fall below what a step begins at before it is taken back. */
  static final double SLACK = 1 / 6.0;

  /** What pressure asks for. */
  enum Wish {
    /** A later step. */
    LATER,
    /** An earlier one. */
    EARLIER,
    /** This one. */
    SAME
  }

  /** They begin at so many parts of the pressure. */
  private static final double PARTS = 3;

  private final int number;

  Step(int number) {
    this.number = number;
  }

  /** From 0, calm, to 3. */
  public int number() {
    return number;
  }

  /** The last step that {@code pressure} asks for. */
  static Step of(double pressure) {
    Step asked = CALM;
    for (Step step : values()) {
      asked = pressure >= step.number / PARTS ? step : asked;
    }
    return asked;
  }

  /** What {@code pressure} asks for while this is the step. */
  Wish wish(double pressure) {
    if (of(pressure).compareTo(this) > 0) {
      return Wish.LATER;
    }
    return of(pressure + SLACK).compareTo(this) < 0 ? Wish.EARLIER : Wish.SAME;
  }

  /** The next one; this one if it is the last. */
  Step up() {
    return switch (this) {
      case CALM -> LAST_ANSWERS;
      case LAST_ANSWERS -> NO_NEWCOMERS;
      case NO_NEWCOMERS, SHEDDING -> SHEDDING;
    };
  }

  /** The one before; this one if it is the first. */
  Step down() {
    return switch (this) {
      case CALM, LAST_ANSWERS -> CALM;
      case NO_NEWCOMERS -> LAST_ANSWERS;
      case SHEDDING -> NO_NEWCOMERS;
    };
  }

  /** As metrics and operators see it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
