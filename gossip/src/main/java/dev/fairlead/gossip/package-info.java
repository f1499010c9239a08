/**
 * A change written here appears everywhere: the node that joins membership, spread and the replica.
 *
 * <p>In: SQL from the API, datagrams and streams from other nodes. Out: the change feed and the
 * membership that {@code dev.fairlead.catalog} reads.
 */
@NullMarked
package dev.fairlead.gossip;

import org.jspecify.annotations.NullMarked;
