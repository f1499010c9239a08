/**
 * Who is alive: the SWIM membership protocol as a pure state machine.
 *
 * <p>In: messages and timers with the time they happened at. Out: messages to send, timers to set,
 * and the {@link dev.fairlead.gossip.swim.Membership} others read. No clock, socket or thread of
 * its own.
 */
@NullMarked
package dev.fairlead.gossip.swim;

import org.jspecify.annotations.NullMarked;
