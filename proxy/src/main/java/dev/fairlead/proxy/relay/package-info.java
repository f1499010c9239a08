/**
 * Bytes to bytes: TCP both ways with back-pressure and half-close.
 *
 * <p>Most go through buffers of this process. Long streams between plain sockets go through pipes
 * of the kernel ({@code splice}). {@code Way} is what both have in common.
 *
 * <p>In: an accepted and a connected channel. Out: the same bytes on the other side.
 */
@NullMarked
package dev.fairlead.proxy.relay;

import org.jspecify.annotations.NullMarked;
