/**
 * Bytes to bytes: TCP both ways with back-pressure and half-close.
 *
 * <p>In: an accepted and a connected channel. Out: the same bytes on the other side.
 */
@NullMarked
package dev.fairlead.proxy.relay;

import org.jspecify.annotations.NullMarked;
