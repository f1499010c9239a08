/**
 * {@code fairlead.toml}: every key with its type, unit, default and effect, parsed and validated by
 * the definition that also documents it.
 *
 * <p>In: a file. Out: one settings record per section.
 */
@NullMarked
package dev.fairlead.proxy.config;

import org.jspecify.annotations.NullMarked;
