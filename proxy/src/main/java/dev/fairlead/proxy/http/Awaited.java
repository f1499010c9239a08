package dev.fairlead.proxy.http;

/** What the proxy waits for from a client while a request of its runs. */
enum Awaited {
  /** Nothing now: the request is complete, or somebody else is slow. */
  NOTHING,
  /** Its body. */
  BODY,
  /** What is left of it although it is answered. */
  REST
}
