package dev.fairlead.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head in their order, names beside values, as octets: what goes on as it came is
 * never made into text.
 *
 * <p>A message has few fields, and each is looked for a few times: a walk over them costs less than
 * the hash of every name. Names compare without regard to case (RFC 9110, section 5.1). What is
 * added from text is checked for what would end a line; what the decoder adds it has checked. Not
 * thread-safe; null is no name and no value.
 */
public final class Fields extends HttpHeaders {
  private static final int ROOM = 24;

  /** One for each event loop; heads are seldom longer. */
  private static final int LINES_BYTES = 4 * 1024;

  private static final FastThreadLocal<byte[]> LINES =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[LINES_BYTES];
        }
      };

  private AsciiString[] names = new AsciiString[ROOM];
  private AsciiString[] values = new AsciiString[ROOM];
  private int size;

  /** A bit for each name there is, or was: most names that are looked for are not there. */
  private long marks;

  /** Without any. */
  public Fields() {}

  /** Adds a field whose octets are known to be sound, because they were looked at before. */
  public void append(AsciiString name, AsciiString value) {
    if (size == names.length) {
      names = Arrays.copyOf(names, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    marks |= mark(name);
    names[size] = name;
    values[size++] = value;
  }

  /** Alike for the names of the same field, unlike for most others. */
  private static long mark(CharSequence name) {
    int length = name.length();
    int first = length == 0 ? 0 : name.charAt(0) | ' ';
    int last = length == 0 ? 0 : name.charAt(length - 1) | ' ';
    return 1L << (first * 7 + last * 3 + length); // of a long, the low six bits count
  }

  /** Writes all of them, each as a line, without the empty line behind. */
  public void writeTo(ByteBuf out) {
    int bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += names[i].length() + values[i].length() + 4;
    }
    byte[] lines = bytes <= LINES_BYTES ? LINES.get() : new byte[bytes];
    int end = 0;
    for (int i = 0; i < size; i++) {
      end = copy(names[i], lines, end);
      lines[end++] = ':';
      lines[end++] = ' ';
      end = copy(values[i], lines, end);
      lines[end++] = '\r';
      lines[end++] = '\n';
    }
    out.writeBytes(lines, 0, end);
  }

  private static int copy(AsciiString text, byte[] to, int at) {
    System.arraycopy(text.array(), text.arrayOffset(), to, at, text.length());
    return at + text.length();
  }

  /** Removes the fields whose names are such. */
  public void removeNames(Predicate<AsciiString> such) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!such.test(names[i])) {
        names[kept] = names[i];
        values[kept++] = values[i];
      }
    }
    shrink(kept);
  }

  private void shrink(int kept) {
    Arrays.fill(names, kept, size, null);
    Arrays.fill(values, kept, size, null);
    size = kept;
  }

  private int find(CharSequence name, int from) {
    if ((marks & mark(name)) == 0) {
      return -1;
    }
    for (int i = from; i < size; i++) {
      if (names[i].contentEqualsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static AsciiString name(CharSequence name) {
    AsciiString octets = AsciiString.of(name);
    int length = octets.length();
    int from = octets.arrayOffset();
    if (length == 0
        || Octets.firstNot(Octets.TOKEN, octets.array(), from, from + length) < from + length) {
      throw new IllegalArgumentException("not the name of a field: '" + name + "'");
    }
    return octets;
  }

  private static AsciiString value(Object value) {
    if (value instanceof AsciiString octets) {
      return checked(octets);
    }
    return checked(new AsciiString(value.toString()));
  }

  private static AsciiString checked(AsciiString value) {
    int from = value.arrayOffset();
    int end = from + value.length();
    if (Octets.firstNot(Octets.VALUE, value.array(), from, end) < end) {
      throw new IllegalArgumentException("not the value of a field: '" + value + "'");
    }
    return value;
  }

  // What is there.

  @Override
  public @Nullable String get(String name) {
    return get((CharSequence) name);
  }

  @Override
  public @Nullable String get(CharSequence name) {
    int place = find(name, 0);
    return place < 0 ? null : values[place].toString();
  }

  @Override
  public String get(CharSequence name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  @Override
  public List<String> getAll(String name) {
    return getAll((CharSequence) name);
  }

  @Override
  public List<String> getAll(CharSequence name) {
    int place = find(name, 0);
    if (place < 0) {
      return List.of();
    }
    List<String> all = new ArrayList<>(2);
    while (place >= 0) {
      all.add(values[place].toString());
      place = find(name, place + 1);
    }
    return all;
  }

  /** How many fields of that name there are, in fields of any kind. */
  public static int count(HttpHeaders headers, CharSequence name) {
    return headers instanceof Fields fields ? fields.count(name) : headers.getAll(name).size();
  }

  /** How many fields of that name there are. */
  public int count(CharSequence name) {
    int count = 0;
    for (int place = find(name, 0); place >= 0; place = find(name, place + 1)) {
      count++;
    }
    return count;
  }

  @Override
  public boolean contains(String name) {
    return find(name, 0) >= 0;
  }

  @Override
  public boolean contains(CharSequence name) {
    return find(name, 0) >= 0;
  }

  @Override
  public @Nullable Integer getInt(CharSequence name) {
    String value = get(name);
    try {
      return value == null ? null : Integer.valueOf(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public int getInt(CharSequence name, int otherwise) {
    Integer value = getInt(name);
    return value == null ? otherwise : value;
  }

  @Override
  public @Nullable Short getShort(CharSequence name) {
    Integer value = getInt(name);
    return value == null || value != value.shortValue() ? null : value.shortValue();
  }

  @Override
  public short getShort(CharSequence name, short otherwise) {
    Short value = getShort(name);
    return value == null ? otherwise : value;
  }

  @Override
  public @Nullable Long getTimeMillis(CharSequence name) {
    throw new UnsupportedOperationException("dates are not read here");
  }

  @Override
  public long getTimeMillis(CharSequence name, long otherwise) {
    throw new UnsupportedOperationException("dates are not read here");
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<String> names() {
    Set<String> all = new LinkedHashSet<>();
    for (int i = 0; i < size; i++) {
      all.add(names[i].toString());
    }
    return all;
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(new SimpleImmutableEntry<>(names[i].toString(), values[i].toString()));
    }
    return all;
  }

  @Override
  @SuppressWarnings("deprecation") // declared so, and the way to walk over them nevertheless
  public Iterator<Map.Entry<String, String>> iterator() {
    return entries().iterator();
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
    List<Map.Entry<CharSequence, CharSequence>> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(new SimpleImmutableEntry<>(names[i], values[i]));
    }
    return all.iterator();
  }

  // Changes.

  @Override
  public HttpHeaders add(String name, Object value) {
    return add((CharSequence) name, value);
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    append(name(name), value(value));
    return this;
  }

  @Override
  public HttpHeaders add(String name, Iterable<?> all) {
    for (Object value : all) {
      append(name(name), value(value));
    }
    return this;
  }

  @Override
  public HttpHeaders addInt(CharSequence name, int value) {
    return add(name, Integer.toString(value));
  }

  @Override
  public HttpHeaders addShort(CharSequence name, short value) {
    return add(name, Short.toString(value));
  }

  @Override
  public HttpHeaders set(String name, Object value) {
    return set((CharSequence) name, value);
  }

  @Override
  public HttpHeaders set(CharSequence name, Object value) {
    int place = find(name, 0);
    if (place < 0) {
      return add(name, value);
    }
    values[place] = value(value);
    removeFrom(name, place + 1);
    return this;
  }

  @Override
  public HttpHeaders set(String name, Iterable<?> all) {
    remove(name);
    return add(name, all);
  }

  @Override
  public HttpHeaders setInt(CharSequence name, int value) {
    return set(name, Integer.toString(value));
  }

  @Override
  public HttpHeaders setShort(CharSequence name, short value) {
    return set(name, Short.toString(value));
  }

  @Override
  public HttpHeaders remove(String name) {
    return remove((CharSequence) name);
  }

  @Override
  public HttpHeaders remove(CharSequence name) {
    removeFrom(name, 0);
    return this;
  }

  private void removeFrom(CharSequence name, int from) {
    int first = find(name, from);
    if (first < 0) {
      return;
    }
    int kept = first;
    for (int i = first + 1; i < size; i++) {
      if (!names[i].contentEqualsIgnoreCase(name)) {
        names[kept] = names[i];
        values[kept++] = values[i];
      }
    }
    shrink(kept);
  }

  @Override
  public HttpHeaders clear() {
    shrink(0);
    return this;
  }

  @Override
  public HttpHeaders copy() {
    Fields copy = new Fields();
    for (int i = 0; i < size; i++) {
      copy.append(names[i], values[i]);
    }
    return copy;
  }
}
