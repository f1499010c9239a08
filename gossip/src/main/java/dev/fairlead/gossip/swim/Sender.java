package dev.fairlead.gossip.swim;

/**
 * Who a message says it comes from.
 *
 * <p>Immutable.
 *
 * @param name the sender's name
 * @param incarnation the sender's incarnation when it sent it
 */
public record Sender(String name, long incarnation) {}
