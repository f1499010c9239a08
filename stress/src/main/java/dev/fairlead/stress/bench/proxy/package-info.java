/**
 * The table of the proxy: Fairlead beside HAProxy, nginx and whoever else is installed, in turn, as
 * ratios.
 *
 * <p>In: what to measure. Out: figures, and a report in Markdown.
 */
@NullMarked
package dev.fairlead.stress.bench.proxy;

import org.jspecify.annotations.NullMarked;
