package dev.fairlead.stress.traffic;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An instance that takes WebSockets (RFC 6455) and sends back each message as it came.
 *
 * <p>Thread-safe.
 */
final class WebSocketEcho implements AutoCloseable {
  private static final int BACKLOG = 1_000;
  private static final int MAX_PAYLOAD = 64 * 1024; // 64 KiB
  private static final int MAX_HEAD_LINES = 100;

  /** What a server adds to the client's key, section 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;
  private static final int MASK_BYTES = 4;
  private static final int OPCODE = 0x0f;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts it on a free port of {@code host}. */
  WebSocketEcho(String host) throws IOException {
    server = new ServerSocket(0, BACKLOG, InetAddress.getByName(host));
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        // The loop looks whether it is the end.
      }
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      OutputStream out = client.getOutputStream();
      out.write(handshake(in).getBytes(StandardCharsets.US_ASCII));
      boolean open = true;
      while (open) {
        open = echo(in, out);
      }
    } catch (IOException gone) {
      // The client left in the middle; there is nobody to tell.
    }
  }

  private static String handshake(DataInputStream in) throws IOException {
    String key = "";
    for (int i = 0; i < MAX_HEAD_LINES; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        break;
      }
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return """
    HTTP/1.1 101 Switching Protocols\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Accept: %s\r
    \r
    """
        .formatted(accepted(key));
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  private static String accepted(String key) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** One frame there and back; whether another may follow. */
  private static boolean echo(DataInputStream in, OutputStream out) throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    int length = length(in, second & LENGTH);
    byte[] mask = (second & MASKED) == 0 ? new byte[MASK_BYTES] : in.readNBytes(MASK_BYTES);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % MASK_BYTES];
    }
    int opcode = first & OPCODE;
    int answer = opcode == PING ? (first & ~OPCODE) | PONG : first;
    out.write(frame(answer, payload));
    return opcode != CLOSE;
  }

  private static int length(DataInputStream in, int said) throws IOException {
    long length =
        switch (said) {
          case TWO_BYTES_FOLLOW -> in.readUnsignedShort();
          case EIGHT_BYTES_FOLLOW -> in.readLong();
          default -> said;
        };
    if (length < 0 || length > MAX_PAYLOAD) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return (int) length;
  }

  /** As a server sends it: not masked. */
  private static byte[] frame(int first, byte[] payload) {
    boolean small = payload.length < TWO_BYTES_FOLLOW;
    ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) first);
    if (small) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << Short.SIZE) {
      frame.put((byte) TWO_BYTES_FOLLOW).putShort((short) payload.length);
    } else {
      frame.put((byte) EIGHT_BYTES_FOLLOW).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    Sockets.close(server);
    threads.shutdownNow();
  }
}
