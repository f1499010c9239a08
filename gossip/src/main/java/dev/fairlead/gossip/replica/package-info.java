/**
 * The SQLite file: one writer, many readers, triggers that capture writes, and the merge of remote
 * cells.
 *
 * <p>In: statements from the API, versions from {@code spread} and {@code sync}. Out: the change
 * feed, and versions for other nodes. The only package that names {@code java.sql}.
 */
@NullMarked
package dev.fairlead.gossip.replica;

import org.jspecify.annotations.NullMarked;
