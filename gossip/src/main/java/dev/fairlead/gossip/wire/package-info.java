/**
 * Records to bytes and back, within declared bounds.
 *
 * <p>In: messages of {@code swim}, {@code spread} and {@code sync}. Out: datagrams and stream
 * frames for {@code net}. Every length is checked against what is left and against its limit before
 * memory is taken.
 */
@NullMarked
package dev.fairlead.gossip.wire;

import org.jspecify.annotations.NullMarked;
