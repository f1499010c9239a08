package dev.fairlead.watchdog.succession;

import java.time.Duration;

/** Something that happened to a process of the node or to the watchdog. Immutable. */
public sealed interface Event {
  /**
   * It read its configuration and said who it is.
   *
   * @param spare whether a spare is wanted
   * @param drain how long it may drain
   */
  record Hello(int id, boolean spare, Duration drain) implements Event {}

  /**
   * The look for an orphan is over.
   *
   * @param orphan whether one was found, adopted as the owner with the id {@link Succession#ORPHAN}
   */
  record Looked(boolean orphan) implements Event {}

  /** The data folder has a watchdog already, or its orphan cannot be adopted. */
  record Refused() implements Event {}

  /** The spare is warm. */
  record Ready(int id) implements Event {}

  /** Its first listener accepts. */
  record Serving(int id) implements Event {}

  /** The whole node works. */
  record Owning(int id) implements Event {}

  /** It let go of the data folder and all that belongs to it. */
  record Released(int id) implements Event {}

  /** It says that it cannot do what it was asked to and ends. */
  record Failed(int id) implements Event {}

  /** It closed its link although it lives: it cannot be told anything any more. */
  record Lost(int id) implements Event {}

  /** Half of the time it is given has passed without a good answer. */
  record Doubted(int id) implements Event {}

  /**
   * The watch gave its verdict.
   *
   * @param traces what it left behind
   */
  record Condemned(int id, Traces traces) implements Event {}

  /** All evidence that there is has been taken. */
  record Examined(int id) implements Event {}

  /**
   * The process ended.
   *
   * @param exitCode as the system gives it; 128 + n after signal n
   * @param traces what it left behind
   */
  record Gone(int id, int exitCode, Traces traces) implements Event {}

  /** The process could not even be started. */
  record NotStarted(int id) implements Event {}

  /** Somebody asked for a planned handover to a new process. */
  record ReplaceAsked(int id) implements Event {}

  /** What the spare was started from has changed. */
  record Outdated(int id) implements Event {}

  /** The watchdog was told to end. */
  record Stop() implements Event {}

  /** It was told so again. */
  record Hurry() implements Event {}

  /** Time passed. */
  record Tick() implements Event {}
}
