package dev.fairlead.stress;

import java.io.IOException;
import java.util.function.Consumer;

/** One way to gather evidence. */
interface Proof {
  /** What it is, for the summary. */
  String title();

  /** Gathers it, and hands over each finding as it comes; none if nothing of it is wanted. */
  void gather(Consumer<Finding> found) throws IOException, InterruptedException;
}
