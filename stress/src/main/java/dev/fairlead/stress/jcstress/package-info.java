/**
 * The catalog's lock on real hardware, as a course: each test builds on the idea of the one before.
 *
 * <p>In: the lock as it ships. Out: the outcomes two threads can see, none of them forbidden.
 */
@NullMarked
package dev.fairlead.stress.jcstress;

import org.jspecify.annotations.NullMarked;
