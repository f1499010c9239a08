/**
 * What the kernel offers and the JDK does not: descriptors in packets, sockets by number, memory
 * files, {@code poll} over any of them.
 *
 * <p>In: plain file descriptor numbers and bytes. Out: the kernel's answer, or a {@link
 * dev.fairlead.watchdog.system.SystemCallException} that names the call and the reason. Linux on
 * x86-64 and ARM64, whose numbers for everything named here are the same.
 */
@NullMarked
package dev.fairlead.watchdog.system;

import org.jspecify.annotations.NullMarked;
