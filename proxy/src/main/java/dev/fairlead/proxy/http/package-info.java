/**
 * Messages to messages: one HTTP exchange, streamed, never aggregated.
 *
 * <p>In: requests of a client or of another region. Out: the same exchange with the chosen
 * upstream.
 */
@NullMarked
package dev.fairlead.proxy.http;

import org.jspecify.annotations.NullMarked;
