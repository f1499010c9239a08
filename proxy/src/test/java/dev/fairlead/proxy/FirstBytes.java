package dev.fairlead.proxy;

import static dev.fairlead.proxy.prelude.HeaderBytes.joined;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** A connection whose first write carries {@code first} in front, in the same segment. */
final class FirstBytes extends Socket {
  private byte[] first;

  FirstBytes(int port, byte[] first) throws IOException {
    super("127.0.0.1", port);
    this.first = first;
    setTcpNoDelay(true);
    setSoTimeout(20_000);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream out = super.getOutputStream();
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] header = first;
        first = new byte[0];
        out.write(joined(header, Arrays.copyOfRange(bytes, offset, offset + length)));
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }
}
