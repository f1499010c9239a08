/**
 * The {@code fairlead} command line.
 *
 * <p>In: arguments. Out: exit codes 0, 1, 2, 69 and 78, and one clear line on failure.
 */
@NullMarked
package dev.fairlead.proxy.cli;

import org.jspecify.annotations.NullMarked;
