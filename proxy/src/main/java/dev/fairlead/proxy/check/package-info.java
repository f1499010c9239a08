/**
 * Active health checks: the node that owns an instance asks it whether it works, and writes what it
 * found into the instance's row.
 *
 * <p>In: the change feed, rows of instances whose service has a check, event loops. Out: {@code
 * instance.health}, which every node routes by; what operators are shown of it.
 */
@NullMarked
package dev.fairlead.proxy.check;

import org.jspecify.annotations.NullMarked;
