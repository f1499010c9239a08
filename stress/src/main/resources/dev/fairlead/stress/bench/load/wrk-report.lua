-- One line with what wrk counted, exact, for a program to read.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "counted requests=%d micros=%d bytes=%d p50=%d p99=%d connect=%d read=%d write=%d timeout=%d status=%d\n",
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
