/**
 * The listening sockets, which outlive every node: bound once, handed to each node in turn, and
 * looked after while there is none.
 *
 * <p>In: what nodes ask for, what systemd or an orphaned node hands over. Out: descriptors of bound
 * sockets, and answers to clients while no node can be started.
 */
@NullMarked
package dev.fairlead.watchdog.socket;

import org.jspecify.annotations.NullMarked;
