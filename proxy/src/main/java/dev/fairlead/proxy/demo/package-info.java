/**
 * Three regions on one machine, shown at work: {@code fairlead demo}.
 *
 * <p>In: how long, where, which port. Out: three supervised nodes as real processes, sample
 * services with real sockets, traffic, and a summary that says whether all of it held.
 */
@NullMarked
package dev.fairlead.proxy.demo;

import org.jspecify.annotations.NullMarked;
