package dev.fairlead.catalog.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Appends to a file through a buffer of {@value #BUFFER} bytes. Confined to one thread. */
final class ImageOut {
  private static final int BUFFER = 1 << 18; // 256 KiB

  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;

  ImageOut(FileChannel channel) {
    this.channel = channel;
  }

  /** Where the next byte goes. */
  long position() {
    return flushed + buffer.position();
  }

  void putLong(long value) throws IOException {
    if (buffer.remaining() < Long.BYTES) {
      flush();
    }
    buffer.putLong(value);
  }

  void put(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int part = Math.min(bytes.remaining(), buffer.remaining());
      buffer.put(bytes.slice(bytes.position(), part));
      bytes.position(bytes.position() + part);
    }
  }

  /** Hands what is buffered to the operating system. */
  void flush() throws IOException {
    flushed += buffer.position();
    buffer.flip();
    while (buffer.hasRemaining()) {
      var _ = channel.write(buffer);
    }
    buffer.clear();
  }
}
