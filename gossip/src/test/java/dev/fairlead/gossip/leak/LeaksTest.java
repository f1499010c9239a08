package dev.fairlead.gossip.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a leak anywhere in the tests is noticed. */
@Timeout(60)
final class LeaksTest {
  @Test
  void everyBufferIsWatched() {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
  }

  @Test
  void aForgottenBufferIsFound() throws Exception {
    List<String> found = new ArrayList<>(Leaks.found());
    assertEquals(List.of(), found);
    forget();
    while (found.isEmpty()) {
      found.addAll(Leaks.found());
    }
    assertTrue(found.getFirst().contains("forget"), found::toString);
  }

  private static void forget() {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
  }

  @Test
  void aReleasedBufferIsNone() throws Exception {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(16);
    buffer.release();
    buffer = null;
    assertEquals(List.of(), Leaks.found());
  }
}
