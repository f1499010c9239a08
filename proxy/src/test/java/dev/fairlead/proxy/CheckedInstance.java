package dev.fairlead.proxy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** An instance whose health endpoint answers what a test wants, and that counts its checks. */
final class CheckedInstance implements AutoCloseable {
  /** Sent to who checks it, by the number of the check. */
  volatile IntUnaryOperator status = _ -> 200;

  private final AtomicInteger checks = new AtomicInteger();
  private final Origin origin;

  /** Starts one that answers {@code name} to everybody but who checks it. */
  CheckedInstance(String name) throws IOException {
    origin =
        new Origin((request, body, out) -> {
          if (!request.header("user-agent").equals("fairlead-check")) {
            Origin.respond(out, name);
            return;
          }
          int number = checks.incrementAndGet();
          out.write(
              Origin.ascii(
                  "HTTP/1.1 %d x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                      .formatted(status.applyAsInt(number))));
          throw new IOException("closed, as asked");
        });
  }

  /** Every check is answered so from now on. */
  void answers(int code) {
    status = _ -> code;
  }

  /** How often it was checked. */
  int checks() {
    return checks.get();
  }

  /** How often with this path. */
  long checks(String path) {
    return origin.requests.stream()
        .filter(request -> request.line().equals("GET " + path + " HTTP/1.1"))
        .count();
  }

  String endpoint() {
    return "127.0.0.1:" + origin.port();
  }

  /** Listens no more. */
  void dies() throws IOException {
    origin.close();
  }

  @Override
  public void close() throws IOException {
    dies();
  }
}
