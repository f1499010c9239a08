/**
 * Repairs what spread missed: two nodes compare heads and gaps and exchange the difference.
 *
 * <p>In: version vectors. Out: requests and answers of one session. Pure.
 */
@NullMarked
package dev.fairlead.gossip.sync;

import org.jspecify.annotations.NullMarked;
