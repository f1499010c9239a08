/**
 * What a verdict leads to: evidence saved, the node stopped and started again, with back-off.
 *
 * <p>In: verdicts. Out: processes and evidence folders.
 */
@NullMarked
package dev.fairlead.watchdog.action;

import org.jspecify.annotations.NullMarked;
