package dev.fairlead.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** The backhaul's port of a node that speaks HTTP/2 frame by frame, as a test wants it to. */
final class RawNode implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int REFUSED_STREAM = 7;
  private static final int ACK = 1;
  private static final int PREFACE_BYTES = 24;

  /** What it does with a frame. */
  interface Reaction {
    void to(Frame frame, Wire wire) throws IOException;
  }

  /** A frame as received. */
  record Frame(int type, int flags, int stream, byte[] payload) {}

  /** One connection. */
  record Wire(Socket socket, OutputStream out) {
    synchronized void send(int type, int flags, int stream, byte[] payload) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
      frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
      out.write(frame.array());
      out.flush();
    }

    void reset(int stream, int code) throws IOException {
      send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    void goAway(int last) throws IOException {
      send(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(last).putInt(0).array());
    }
  }

  final AtomicInteger connections;
  final AtomicInteger streams = new AtomicInteger();
  private final LoopbackServer server;
  private final Reaction reaction;
  private final byte[] settings;

  RawNode(Reaction reaction) throws IOException {
    this(reaction, new byte[0]);
  }

  /** One whose first frame has these settings. */
  RawNode(Reaction reaction, byte[] settings) throws IOException {
    this.settings = settings;
    this.reaction = reaction;
    server = LoopbackServer.serving(this::serve);
    connections = server.accepted;
  }

  int port() {
    return server.port();
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.skipNBytes(PREFACE_BYTES);
    Wire wire = new Wire(socket, socket.getOutputStream());
    wire.send(SETTINGS, 0, 0, settings);
    while (true) {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(lengthAndType >>> 8);
      Frame frame = new Frame(lengthAndType & 0xff, flags, stream, payload);
      if (frame.type() == SETTINGS && (flags & ACK) == 0) {
        wire.send(SETTINGS, ACK, 0, new byte[0]);
      }
      if (frame.type() == HEADERS) {
        streams.incrementAndGet();
      }
      reaction.to(frame, wire);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
