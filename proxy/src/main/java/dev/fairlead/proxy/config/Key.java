package dev.fairlead.proxy.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The definition of one key of {@code fairlead.toml}: the file is read, checked and documented by
 * it.
 *
 * <p>Immutable; the methods that add something return a new key.
 *
 * @param section the section's name
 * @param name the key's name in it
 * @param type what its value looks like
 * @param byDefault what a file says that leaves it out, as TOML would hold it; null if there is no
 *     such value
 * @param absent what being left out means when there is no default; empty: it is required
 * @param effect one sentence
 * @param refusals values that are understood but belong to features not built yet
 * @param reload what a change of it needs
 */
record Key<T>(
    String section,
    String name,
    ValueType<T> type,
    @Nullable Object byDefault,
    String absent,
    String effect,
    List<Refusal<T>> refusals,
    Reload reload) {
  /** Copies the list. */
  Key {
    refusals = List.copyOf(refusals);
  }

  /**
   * A value that is refused, with the reason.
   *
   * @param value matches the refused values
   * @param reason what is missing
   */
  record Refusal<T>(Predicate<T> value, String reason) {}

  /**
   * What a change of a key needs to have its effect.
   *
   * @param live whether a node that runs applies it
   * @param tied keys of the same section; where one of them changed too, only a restart applies it
   */
  record Reload(boolean live, Set<String> tied) {
    private static final Reload RESTART = new Reload(false, Set.of());
  }

  /** A required key. */
  static <T> Key<T> required(String section, String name, ValueType<T> type, String effect) {
    return new Key<>(section, name, type, null, "", effect, List.of(), Reload.RESTART);
  }

  /** A key with a default, given as TOML would hold it. */
  static <T> Key<T> of(
      String section, String name, ValueType<T> type, Object byDefault, String effect) {
    return new Key<>(section, name, type, byDefault, "", effect, List.of(), Reload.RESTART);
  }

  /** A key that may be left out or empty; {@code absent} says what that means. */
  static <T> Key<T> optional(
      String section, String name, ValueType<T> type, String absent, String effect) {
    return new Key<>(section, name, type, null, absent, effect, List.of(), Reload.RESTART);
  }

  /** This key, with some values refused because their feature does not exist yet. */
  Key<T> refusing(Predicate<T> value, String reason) {
    List<Refusal<T>> more = new ArrayList<>(refusals);
    more.add(new Refusal<>(value, reason));
    return new Key<>(section, name, type, byDefault, absent, effect, more, reload);
  }

  /** This key, applied by a node that runs unless one of {@code tied} changed as well. */
  Key<T> live(Key<?>... tied) {
    Set<String> names = Arrays.stream(tied).map(Key::name).collect(Collectors.toSet());
    Reload live = new Reload(true, Set.copyOf(names));
    return new Key<>(section, name, type, byDefault, absent, effect, refusals, live);
  }

  boolean isRequired() {
    return byDefault == null && absent.isEmpty();
  }

  boolean isOptional() {
    return byDefault == null && !absent.isEmpty();
  }

  /** {@code section.name}. */
  String path() {
    return section + "." + name;
  }

  /** Reads a value and refuses those whose feature is missing. */
  T read(Object raw) throws BadValue {
    T value = type.reader().read(raw);
    for (Refusal<T> refusal : refusals) {
      if (refusal.value().test(value)) {
        throw new BadValue("not available yet: " + refusal.reason());
      }
    }
    return value;
  }
}
