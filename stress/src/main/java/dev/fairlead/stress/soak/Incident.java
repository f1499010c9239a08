package dev.fairlead.stress.soak;

/**
 * Something that was done, and from when to when it may explain a failure.
 *
 * <p>Immutable. Times are those of {@link System#nanoTime}.
 *
 * @param rule that it makes valid
 * @param from its begin
 * @param to its end, and the time until every part has heard of it
 */
record Incident(Rule rule, long from, long to) {}
