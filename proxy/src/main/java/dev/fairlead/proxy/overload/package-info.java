/**
 * Notices that the node has more to do than it can, and asks for less.
 *
 * <p>In: how late event loops are, how much memory is in use. Out: a step that those who accept and
 * answer read.
 */
@NullMarked
package dev.fairlead.proxy.overload;

import org.jspecify.annotations.NullMarked;
