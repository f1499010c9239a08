/*
 * The catalog's reader-writer lock, for Spin: every interleaving of three or four threads.
 *
 * The word, in 8 bits of which the upper four count readers, so that a subtraction too much wraps
 * as it would in 64:
 *
 *     7         4   3   2   1   0
 *   | READERS     | W | U | D | P |
 *
 * A CAS loop is one step here: it succeeds at some moment, and what it did in vain before leaves no
 * trace. What is done under the queue lock is as many steps as it has accesses to the word.
 *
 *   -DSCENE=1    2 readers, 1 timed writer
 *   -DSCENE=2    1 reader, 1 timed writer, 1 writer
 *   -DSCENE=3    1 timed upgrader, 1 reader, 1 writer
 *   -DBROKEN       gives up as parking_lot 0.12.3 did: subtracts D, after the queue lock
 *   -DBROKEN_WAKE  and wakes as it did: passes over writers
 *
 * spin -a -DSCENE=1 rwlock.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m100000
 */

#ifndef SCENE
#define SCENE 1
#endif

#define P 1
#define D 2
#define U 4
#define W 8
#define R 16
#define FLAGS 15

#define COUNT(w) ((w) >> 4)
#define BLOCKERS(share) (share == R -> W : (W | U))
#define ADMITS(w, share) (((w) & BLOCKERS(share)) == 0)

#define THREADS 3
#define NOBODY 9

#define ASLEEP 0
#define RETRY 1
#define HANDED_OVER 2

byte word = 0;
bool locked = false;                          /* the queue lock */
chan queue = [THREADS] of { byte, byte };     /* thread, share; in order of arrival */
byte draining = NOBODY;
byte wake[THREADS];

byte readers = 0;                             /* who really is inside */
byte writers = 0;
byte ended = 0;

inline lock() { atomic { !locked -> locked = true } }
inline unlock() { locked = false }

/* Takes from the queue, in order, whom `held` admits. Under the queue lock. */
inline take(held)
{
  d_step {
    inside = held;
    taken = 0;
    share = 0;
    do
    :: len(queue) > 0 ->
       queue ? <who, wants>;
       if
       :: ADMITS(inside, wants) ->
          queue ? who, wants;
          inside = inside + wants;
          share = share + wants;
          taken = taken | (1 << who)
       :: else -> break
       fi
    :: len(queue) == 0 -> break
    od
  }
}

inline signal(how)
{
  d_step {
    who = 0;
    do
    :: who < THREADS ->
       if
       :: taken & (1 << who) -> wake[who] = how
       :: else -> skip
       fi;
       who++
    :: else -> break
    od;
    who = 0; wants = 0; taken = 0; inside = 0; share = 0
  }
}

/* Exchanges a share for a smaller one and wakes who may enter. Under the queue lock. */
inline exchange(given, back)
{
  take(back);
  if
  :: true -> hand = false
  :: taken != 0 -> hand = true
  fi;
  d_step {
    word = (word & ~((given & FLAGS) | ((given & W) -> D : 0))) - (given & ~FLAGS) + back;
    word = (hand -> word + share : word);
    word = (len(queue) > 0 -> word | P : word & ~P)
  };
  signal((hand -> HANDED_OVER : RETRY));
  hand = false
}

inline enter(want, timed, got)
{
  do
  :: atomic { ADMITS(word, want) -> word = word + want; got = true; break }
  :: atomic { !ADMITS(word, want) -> word = word | P };
     lock();
     if
     :: (word & P) && !ADMITS(word, want) ->
        d_step { wake[me] = ASLEEP; queue ! me, want };
        unlock();
        if
        :: wake[me] != ASLEEP
        :: timed -> lock();
           if
           :: wake[me] != ASLEEP -> unlock()
           :: else ->
              queue ?? eval(me), wants; wants = 0;
              if
              :: len(queue) == 0 -> word = word & ~P
              :: else -> skip
              fi;
              unlock();
              got = false;
              break
           fi
        fi;
        if
        :: wake[me] == HANDED_OVER -> got = true; break
        :: else -> skip
        fi
     :: else -> unlock()
     fi
  od
}

/* W is this thread's: waits for readers, or gives it back for `held`. */
inline drain(held, timed, got)
{
  do
  :: COUNT(word) == 0 -> got = true; break
  :: atomic { COUNT(word) != 0 -> word = word | D };
     lock();
     if
     :: COUNT(word) != 0 && (word & D) ->
        d_step { wake[me] = ASLEEP; draining = me };
        unlock();
        if
        :: wake[me] != ASLEEP
        :: timed -> lock();
           if
           :: wake[me] != ASLEEP -> unlock()
           :: else ->
              draining = NOBODY;
#if defined(BROKEN) || defined(BROKEN_WAKE)
#ifndef BROKEN
              word = word & ~D;
#endif
              unlock();
#ifdef BROKEN
              atomic { before = word; word = word + held - (W | D) };
#else
              atomic { before = word; word = word + held - W };
#endif
              if
              :: before & P ->
                 lock();
#ifdef BROKEN_WAKE
                 take(U + R);
#else
                 take(held);
#endif
                 word = (len(queue) == 0 -> word & ~P : word);
                 signal(RETRY);
                 unlock()
              :: else -> skip
              fi;
              before = 0;
#else
              exchange(W, held);
              unlock();
#endif
              got = false;
              break
           fi
        fi
     :: else -> unlock()
     fi
  od
}

inline leave_read()
{
  atomic { before = word; word = word - R };
  if
  :: COUNT(before) == 1 && (before & D) ->
     lock();
     d_step { who = draining; draining = NOBODY; word = word & ~D };
     if
     :: who != NOBODY -> wake[who] = RETRY
     :: else -> skip
     fi;
     who = 0;
     unlock()
  :: else -> skip
  fi;
  before = 0
}

inline leave_write()
{
  if
  :: atomic { word == W -> word = 0 }
  :: atomic { word != W -> skip }; lock(); exchange(W, 0); unlock()
  fi
}

inline leave_upgradable()
{
  if
  :: atomic { !(word & P) -> word = word - U - R }
  :: atomic { (word & P) -> skip }; lock(); exchange(U + R, 0); unlock()
  fi
}

inline look() { atomic { assert(writers == 0); readers++ }; readers-- }
inline change() { atomic { assert(writers == 0 && readers == 0); writers++ }; writers-- }

#define LOCALS \
  bool got = false; bool hand = false; byte before = 0; byte who = 0; byte wants = 0; \
  byte taken = 0; byte inside = 0; byte share = 0

proctype Reader(byte me; bool timed)
{
  LOCALS;
  enter(R, timed, got);
  if
  :: got -> look(); leave_read()
  :: else -> skip
  fi;
  ended++
}

proctype Writer(byte me; bool timed)
{
  LOCALS;
  enter(W, timed, got);
  if
  :: got ->
     drain(0, timed, got);
     if
     :: got -> change(); leave_write()
     :: else -> skip
     fi
  :: else -> skip
  fi;
  ended++
}

proctype Upgrader(byte me; bool timed)
{
  LOCALS;
  enter(U + R, false, got);
  look();
  d_step { word = word - U - R + W };
  drain(U + R, timed, got);
  if
  :: got -> change(); leave_write()
  :: else -> look(); leave_upgradable()
  fi;
  ended++
}

init
{
  atomic {
#if SCENE == 1
    run Reader(0, false); run Reader(1, true); run Writer(2, true)
#elif SCENE == 2
    run Reader(0, false); run Writer(1, true); run Writer(2, false)
#else
    run Upgrader(0, true); run Reader(1, false); run Writer(2, false)
#endif
  };
  ended == THREADS;
  assert(word == 0 && len(queue) == 0 && draining == NOBODY)
}
