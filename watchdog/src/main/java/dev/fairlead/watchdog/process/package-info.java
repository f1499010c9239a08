/**
 * The node's processes as they are: started, welcomed, adopted, told, heard, ended.
 *
 * <p>In: command lines and orders. Out: messages, ends and verdicts, each on the thread that saw
 * it.
 */
@NullMarked
package dev.fairlead.watchdog.process;

import org.jspecify.annotations.NullMarked;
