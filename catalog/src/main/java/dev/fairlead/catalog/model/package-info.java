/**
 * Rows as records: service, route, instance, presence, policy.
 *
 * <p>In: nothing. Out: every other catalog package.
 */
@NullMarked
package dev.fairlead.catalog.model;

import org.jspecify.annotations.NullMarked;
