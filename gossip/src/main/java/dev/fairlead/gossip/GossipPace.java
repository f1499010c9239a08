package dev.fairlead.gossip;

import dev.fairlead.gossip.swim.SwimSettings;
import java.time.Duration;

/**
 * The constants behind a profile.
 *
 * @param swim membership
 * @param syncInterval between two comparisons of what is held
 */
record GossipPace(SwimSettings swim, Duration syncInterval) {
  static GossipPace of(GossipSettings.Profile profile) {
    return switch (profile) {
      case LOCAL -> new GossipPace(SwimSettings.local(), Duration.ofMillis(500));
      case LAN -> new GossipPace(SwimSettings.lan(), Duration.ofSeconds(2));
      case WAN -> new GossipPace(SwimSettings.wan(), Duration.ofSeconds(5));
    };
  }
}
