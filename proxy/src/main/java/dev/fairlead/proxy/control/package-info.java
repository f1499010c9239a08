/**
 * The control socket, the admin HTTP API and what they answer.
 *
 * <p>In: commands of operators and the watchdog. Out: the state of every part of the node.
 */
@NullMarked
package dev.fairlead.proxy.control;

import org.jspecify.annotations.NullMarked;
