/**
 * What is saved of a node that has to be replaced, before and after its process ends: one folder,
 * one {@code summary.md} that says in five sentences what was stuck.
 *
 * <p>In: the verdict, the ledger, the process as Linux and its JVM show it. Out: a folder under
 * {@code DATA/evidence}, and whether it is complete.
 */
@NullMarked
package dev.fairlead.watchdog.evidence;

import org.jspecify.annotations.NullMarked;
