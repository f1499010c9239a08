/**
 * Facts and catalog to a decision with its reasons. Pure.
 *
 * <p>In: host, path, port, region. Out: instance candidates here, or the region to carry it to.
 */
@NullMarked
package dev.fairlead.proxy.route;

import org.jspecify.annotations.NullMarked;
