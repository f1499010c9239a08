package dev.fairlead.gossip.swim;

import java.util.random.RandomGenerator;

/** What the parts of {@link Swim} share. Confined to its thread. */
record SwimParts(
    SwimSettings settings,
    MemberTable table,
    Agenda agenda,
    RandomGenerator random,
    SwimOutput out) {}
