/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the reader of the log is woken, and how it is stopped: kmod/kmsg.c with
 * its callers in main.c, scsi.c and sysfs.c, in all interleavings.
 *
 *	Writer		printk() on a CPU of its own: reserves a record, commits it
 *			and looks for a waiter, __wake_up_klogd()
 *	Interrupt	the irq_work of that CPU, wake_up_klogd_work_func(), with
 *			df_ring_bell() called under the lock of the wait queue
 *	Worker		the ordered workqueue: df_kmsg_run(), df_kmsg_read(),
 *			df_drain(), df_hang_up_bell(), df_sysfs_show()
 *	Timer		the timer of the delayed work: the slow poll
 *	Rest		the same when a ring has set it: the end of the rest
 *	Scsi		the SCSI layer: df_scsi_add() and df_scsi_remove(), which
 *			are one as seen from here, with df_kmsg_catch_up()
 *	Attribute	a write to `clear`, clear_store()
 *	Leave		df_exit(), with df_scsi_stop(), df_kmsg_stop(),
 *			df_engine_close() and df_sysfs_stop()
 *	Memory		lets stores out of the CPUs' store buffers, at any time
 *	Quiet		no code: it looks at the end, when nobody can move
 *
 * What is held to:
 *
 *	- When all is quiet, every committed record was read, although the slow
 *	  poll never comes (POLLS 0): no wake-up is lost.  So with kicks: a run
 *	  has shown what they were about.
 *	- When all is quiet, nobody waits for anybody: no deadlock.
 *	- After df_kmsg_stop() the bell is off, the work is neither queued nor
 *	  running, and no run begins; the queue is empty when it is destroyed.
 *	- The engine is fed and asked with the mutex held only, its coroutines never
 *	  after df_engine_close(), and nothing of the module after df_free().
 *
 * Memory: a store may stay in the buffer of its CPU while the loads behind it
 * are made, unless there is a full barrier, or a lock is taken.  It is this
 * reordering alone that the barriers of the two sides are for.  An unlock goes
 * through the buffer too, behind what was stored under the lock.
 *
 * The work: what workqueues promise.  It is idle, has its timer running
 * (DELAYED), or is QUEUED, and may be running besides.  queue_delayed_work()
 * does nothing unless it is idle; mod_delayed_work() queues it at once, or sets
 * the timer anew; both do nothing while somebody cancels it, until the run in
 * progress is over.
 *
 * The rest: after a run, a ring may leave the bell where it is and only set the
 * timer (RESTING), unless an earlier one has done so already (rung).  What it
 * decides by, the time and the number of records, can be anything here; a timer
 * that was set so does come.
 *
 * Left out: what the records say, and with it idle, unfinished records and
 * names (each only shortens the wait for the next poll); records lost to
 * overruns (a gap is one more record here); /dev/kmsg without a queue (there is
 * nothing but the poll then); other waiters, who only have printk ring more.
 *
 * Steps: what others cannot tell apart is one step here.  Taking a lock can be
 * moved to the step after it, and letting go of it to the step before, so a lock
 * that is held for one step only is not seen at all; where more than one step is
 * made with it held, it is.
 *
 * Sizes: A and B, the records of the two writers; a batch is 2 records and a run
 * is 3, so that each way through df_kmsg_read() is taken.  EVENTS of the SCSI
 * layer, CLEARS of the attribute, POLLS of the timer, LEAVE: the module may be
 * removed, at any time.
 *
 * LOGBUF_LOCK: printk() as it was in 5.10.  It has no barrier there, but writes
 * and reads under one lock.
 *
 * Broken on purpose, each an error that has to be found:
 *
 *	NO_MB_WRITER		printk() looks for waiters without a barrier
 *	NO_MB_READER		so does the worker look for records
 *	NO_SECOND_LOOK		the bell is hung up after the last look
 *	RING_QUEUES		the ring uses queue_delayed_work()
 *	REST_QUEUES		so it does for the rest
 *	REST_FORGETS		the rest takes the ring for said: no timer is set
 *	RUNG_LATE		a run forgets the rings of before after it has read
 *	KICK_QUEUES		a kick does
 *	STOP_ONCE		bell off and work cancelled, but once only
 *	STOP_REVERSED		the work is cancelled first, then the bell is off
 *	KICK_ALWAYS		a kick does not look at ->stopping
 *	SCSI_LAST		the SCSI layer is left after the engine was closed, and
 *				its callbacks do not look at ->stopping
 *	CANCEL_LOCKED		the work is cancelled with the mutex held
 *	SHOW_LOCKED		devices are removed with the mutex held
 */
#ifndef A
#define A	2
#endif
#ifndef B
#define B	1
#endif
#ifndef EVENTS
#define EVENTS	1
#endif
#ifndef CLEARS
#define CLEARS	1
#endif
#ifndef POLLS
#define POLLS	0
#endif

#define RECORDS	(A + B)
#define BATCH	2		/* DF_BATCH */
#define RUN	3		/* DF_RUN */
#define NONE	255

mtype = { IDLE, DELAYED, RESTING, QUEUED };

/* printk's */
byte reserved;			/* number of the next record */
bool committed[RECORDS + 1];	/* the last stays false: it is never reached */
byte commit_stored[2] = NONE;	/* in the store buffer of the writer's CPU */
bool log_lock;			/* logbuf_lock, in 5.10 only */
bool interrupt[2];		/* irq_work is queued */

/* the wait queue's */
bool bell_on;			/* our entry is on it */
bool bell_stored;		/* ... but only in the worker's store buffer */
bool queue_lock;

/* the workqueue's */
mtype work = QUEUED;		/* df_kmsg_listen() */
bool running;
bool cancelling;
byte polls;

/* the module's */
bool mutex;
byte next;			/* record to be read */
bool rung;			/* a ring has set the timer, or queued a run */
bool news;			/* a kick that no run has answered */
bool stopping;
bool closed;			/* the engine is */
bool stopped;			/* df_kmsg_stop() has returned */
bool freed;

/* the driver core's */
bool scsi_lock;			/* of the class of SCSI devices */
bool registered = true;
bool shown = true;		/* the device in sysfs */
byte accessing;			/* attributes of it in use */

byte done;			/* processes that are through with it all */

inline queue_delayed_work(how)
{
	if
	:: work == IDLE && !cancelling -> work = how
	:: else
	fi
}

inline mod_delayed_work(how)
{
	if
	:: !cancelling -> work = how
	:: else
	fi
}

inline cancel_delayed_work_sync()
{
	atomic { work = IDLE; cancelling = true }
	atomic { !running -> cancelling = false }
}

/* df_kmsg_kick() */
inline kick()
{
	news = true;
	if
#ifndef KICK_ALWAYS
	:: stopping
	:: else ->
#else
	:: true ->
#endif
#ifdef KICK_QUEUES
		queue_delayed_work(QUEUED)
#else
		mod_delayed_work(QUEUED)
#endif
	fi
}

/*
 * df_drain(), with the mutex held: reads up to record `until`, or `max`; leaves
 * in `n` how many it were.
 */
inline drain(max, until)
{
	do
	:: atomic {
#ifdef LOGBUF_LOCK
		!log_lock ->
#endif
		if
		:: n < max && next < until && committed[next] ->
			assert(mutex);
			assert(!closed);	/* df_engine_record() */
			next++;
			n++
		:: else -> break
		fi;
		if
		:: n % BATCH == 0 -> mutex = false
		:: else
		fi
	   }
	   atomic {
		if
		:: n % BATCH == 0 -> !mutex; mutex = true
		:: else
		fi
	   }
	od
}

/* df_take_off_bell() */
inline take_off_bell()
{
	atomic { !queue_lock -> bell_on = false }
}

/*
 * df_hang_up_bell().  The entry and the unlock leave the store buffer together:
 * nobody could tell what is between.
 */
inline hang_up_bell()
{
	atomic {
		!queue_lock ->
		if
		:: bell_on
		:: else -> bell_stored = true; queue_lock = true
		fi
	}
#ifndef NO_MB_READER
	!bell_stored			/* smp_mb() */
#endif
}

/* df_sysfs_show(): devices come and go; who removes one waits for its users. */
inline show_changes()
{
	news = false;
	if
	:: atomic { shown -> shown = false }
		accessing == 0
	:: shown = true
	fi
}

active proctype Memory()
{
end:	do
	:: atomic { bell_stored -> bell_on = true; bell_stored = false; queue_lock = false }
	:: atomic {
		commit_stored[0] != NONE ->
		committed[commit_stored[0]] = true;
		commit_stored[0] = NONE;
		log_lock = false
	   }
	:: atomic {
		commit_stored[1] != NONE ->
		committed[commit_stored[1]] = true;
		commit_stored[1] = NONE;
		log_lock = false
	   }
	od
}

/* Reserved and not committed is a record whose store is still in the buffer. */
proctype Writer(byte cpu; byte records)
{
	do
	:: atomic {
		records > 0 ->
		commit_stored[cpu] == NONE;
#ifdef LOGBUF_LOCK
		!log_lock -> log_lock = true;
#endif
		commit_stored[cpu] = reserved;
		reserved++;
		records--
	   }
	   atomic {
#if !defined(LOGBUF_LOCK) && !defined(NO_MB_WRITER)
		/* the barrier in wq_has_sleeper() */
		commit_stored[cpu] == NONE ->
#endif
		if
		:: bell_on -> interrupt[cpu] = true
		:: else
		fi
	   }
	:: atomic { records == 0 -> done++ }
		break
	od
}

/* Of both CPUs: two that ring have to wait for each other anyway. */
active proctype Interrupt()
{
	bool rests;

end:	do
	:: atomic {
		!queue_lock && (interrupt[0] || interrupt[1]) ->
		if
		:: interrupt[0] -> interrupt[0] = false
		:: interrupt[1] -> interrupt[1] = false
		fi;
		if
		:: bell_on ->
			assert(!freed);
			queue_lock = true;
			bell_on = false
		:: bell_on ->
			assert(!freed);
			queue_lock = true;
			rests = true
		:: else -> goto end
		fi
	   }
	   atomic {
		assert(!freed);
		if
		:: rests && rung -> rests = false
		:: rests && !rung ->
			rung = true;
#if defined(REST_QUEUES)
			queue_delayed_work(RESTING);
#elif !defined(REST_FORGETS)
			mod_delayed_work(RESTING);
#endif
			rests = false
		:: else ->
			rung = true;
#ifdef RING_QUEUES
			queue_delayed_work(QUEUED)
#else
			mod_delayed_work(QUEUED)
#endif
		fi;
		queue_lock = false
	   }
	od
}

active proctype Rest()
{
end:	do
	:: atomic { work == RESTING -> work = QUEUED }
	od
}

#if POLLS
active proctype Timer()
{
end:	do
	:: atomic { work == DELAYED && polls < POLLS -> work = QUEUED; polls++ }
	od
}
#endif

active proctype Worker()
{
	byte n, found;
	bool more;

end:	do
	:: atomic { work == QUEUED -> assert(!stopped); work = IDLE; running = true }
		if
		:: stopping -> goto out
		:: else
		fi;
#ifndef RUNG_LATE
		rung = false;
#endif
		atomic { !mutex -> mutex = true }
		do
		:: drain(RUN, RECORDS);
			atomic {
				found = found + n;
				more = n >= BATCH;
				n = 0;
				if
				:: more && found < RUN
				:: else -> found = 0; break
				fi
			}
		od;
		if
		:: !more ->
			hang_up_bell();
#ifndef NO_SECOND_LOOK
			drain(RUN, RECORDS);
			atomic { more = n == RUN; n = 0 }
#endif
		:: else
		fi;
#ifdef RUNG_LATE
		rung = false;
#endif
#ifdef SHOW_LOCKED
		show_changes();
		mutex = false;
#else
		mutex = false;
		show_changes();
#endif
		atomic {
			if
			:: more -> mod_delayed_work(QUEUED)
			:: else -> queue_delayed_work(DELAYED)
			fi;
			more = false
		}
out:		running = false
	od
}

/* df_scsi_add(), df_scsi_remove(); df_scsi_stop() is one more of the latter. */
inline scsi_callback()
{
	atomic { !mutex -> mutex = true }
	if
#ifdef SCSI_LAST
	:: true ->
#else
	:: !stopping ->
#endif
		until = reserved;
		drain(RECORDS, until);
		atomic {
			assert(mutex);
			assert(!freed);		/* df_engine_attach() */
			n = 0;
			until = 0;
			kick();
			mutex = false
		}
#ifndef SCSI_LAST
	:: else -> mutex = false
#endif
	fi
}

#if EVENTS
active proctype Scsi()
{
	byte n, until, events = EVENTS;

	do
	:: events > 0 ->
		events--;
		atomic { !scsi_lock -> scsi_lock = true }
		if
		:: registered -> scsi_callback()
		:: else
		fi;
		scsi_lock = false
	:: else -> break
	od;
	done++
}
#endif

#if CLEARS
active proctype Attribute()
{
	byte clears = CLEARS;

	do
	:: clears > 0 ->
		clears--;
		if
		:: atomic { shown -> accessing++ }
			atomic { !mutex -> assert(!freed); kick() }
			accessing--
		:: atomic { !shown }
		fi
	:: else -> break
	od;
	done++
}
#endif

inline scsi_stop()
{
	atomic { !scsi_lock -> scsi_lock = true; registered = false }
	scsi_callback();
	scsi_lock = false
}

#ifdef LEAVE
active proctype Leave()
{
	byte n, until;

	if
	:: true -> goto stay
	:: true
	fi;
	atomic { !mutex -> stopping = true }
#ifndef SCSI_LAST
	scsi_stop();
#endif
#ifdef CANCEL_LOCKED
	atomic { !mutex -> mutex = true }
#endif
#ifdef STOP_REVERSED
	cancel_delayed_work_sync();
	take_off_bell();
#else
	take_off_bell();
	cancel_delayed_work_sync();
#ifndef STOP_ONCE
	take_off_bell();
	cancel_delayed_work_sync();
#endif
#endif
#ifdef CANCEL_LOCKED
	mutex = false;
#endif
	stopped = true;
	assert(work == IDLE);
	assert(!running);
	assert(!bell_on);
	atomic { !mutex -> closed = true }
#ifdef SCSI_LAST
	scsi_stop();
#endif
	shown = false;
	accessing == 0;
	assert(work == IDLE);		/* destroy_workqueue() */
	freed = true;
stay:	done++
}
#define LEAVES	1
#else
#define LEAVES	0
#endif

active proctype Quiet()
{
	timeout ->
	assert(done == 2 + (EVENTS > 0) + (CLEARS > 0) + LEAVES && !running && !mutex);
	assert(stopping || next == RECORDS);
	assert(stopping || !news)
}

init
{
	atomic {
		run Writer(0, A);
		run Writer(1, B)
	}
}
