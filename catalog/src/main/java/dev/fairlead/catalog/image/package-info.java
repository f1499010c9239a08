/**
 * The mapped file that a restarted proxy routes from until it has read its replica again.
 *
 * <p>In: keys with the bytes of their values, from {@code dev.fairlead.catalog}. Out: the same
 * bytes, by key, from a file of any size without reading it first.
 */
@NullMarked
package dev.fairlead.catalog.image;

import org.jspecify.annotations.NullMarked;
