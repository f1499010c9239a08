package dev.fairlead.stress.bench.lock;

import org.openjdk.jmh.annotations.Threads;

/** The same by two threads at once: readers meet in the word, writers wait for each other. */
@Threads(2)
public class LockCostOfTwo extends LockCost {}
