package dev.fairlead.stress;

import java.io.IOException;
import java.util.List;

/** One way to gather evidence. */
interface Proof {
  /** What it is, for the summary. */
  String title();

  /** Gathers it; empty if nothing of it is wanted. May take long; says so meanwhile. */
  List<Finding> findings() throws IOException, InterruptedException;
}
