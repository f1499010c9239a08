package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.jcstress.Things.View;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A reader that takes no lock sees the whole of one view: never an address of one version with the
 * port of another, nor a view whose fields have not arrived.
 *
 * <p>This is the way of every request: {@code LazyTable.get} loads the view once, with acquire, and
 * the catalog writer stores the next one with release. Real views have final fields; the view here
 * has plain ones, so that nothing but this pair can make the test pass. The third number is what
 * the table holds at the end.
 */
@Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "the view before")
@Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "the view after")
@Outcome(expect = FORBIDDEN, desc = "a bit of each, none at all, or the next view was lost")
public class Lesson16Views {
  private static final int NONE = -1;

  private Lesson16Views() {}

  /** The catalog's table, as lookups and the catalog writer use it. */
  @JCStressTest
  @JCStressMeta(Lesson16Views.class)
  @State
  public static class Ours {
    private final String key = Things.freshKey();
    private final Map<String, View> before;

    /** Version 1 is loaded. */
    public Ours() {
      Things.TABLE.load(key).join();
      before = Map.of(key, held());
    }

    private View held() {
      View view = Things.TABLE.get(key);
      if (view == null) {
        throw new IllegalStateException(key + " was loaded, and is not held");
      }
      return view;
    }

    /** Makes version 2, as the catalog writer does. */
    @Actor
    public void writer() {
      Things.TABLE.refresh(before, Things.reader());
    }

    /** Looks it up. */
    @Actor
    public void lookup(III_Result result) {
      look(Things.TABLE.get(key), result);
    }

    /** What is held now. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = held().port;
      Things.drop(key);
    }
  }

  /** One view that is changed in place, as a catalog without immutable views would. */
  @JCStressTest
  @JCStressMeta(Lesson16Views.class)
  @State
  public static class BrokenInPlace {
    private final View view = new View(1);

    /** Makes it version 2, field by field. */
    @Actor
    public void writer() {
      view.endpoint = 2;
      view.port = 2;
    }

    /** Looks it up. */
    @Actor
    public void lookup(III_Result result) {
      look(view, result);
    }

    /** What is held now. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = view.port;
    }
  }

  private static void look(@Nullable View view, III_Result result) {
    result.r1 = view == null ? NONE : view.endpoint;
    result.r2 = view == null ? NONE : view.port;
  }
}
