/**
 * What the catalog's lock costs beside those of the JDK, and what a convoy of it costs a request.
 *
 * <p>In: the lock through its public face, a catalog. Out: the figures of the lock table.
 */
@NullMarked
package dev.fairlead.stress.bench.lock;

import org.jspecify.annotations.NullMarked;
