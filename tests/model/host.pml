/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What becomes of a failed command: the coroutines of kmod/core/host.c as
 * kmod/core/engine.c drives them, for all sequences of inputs, of any length.
 *
 * There is one process, Caller: whoever feeds the engine as engine.h says (an
 * input, df_engine_next() until there is nothing more, the next input), and who
 * may close it at any pause.  The functions below are those of the same name in
 * the code; a frame's `at` is the pause of its coroutine:
 *
 *	PAUSED		df_host(), waiting for an event; a loss is caught here
 *	TELLING		at its first inner pause: what the event has ended
 *	ANSWERING	at its second: what it said itself
 *
 * What is held to:
 *
 *	- Each command that was opened and of which the log says last that it
 *	  failed is counted, and counted once; others are not.  So with a fault
 *	  that no command tells of.  This is asked when the place of the command
 *	  is used for another, and when its host is let go of.
 *	- A result that begins anew is never taken for a part of what is open, and
 *	  no part is dropped for want of a place.
 *	- A command that is told is not open, and its place is still its own when
 *	  the engine looks at what it was told.
 *	- Nothing is counted or yielded after df_engine_close().
 *	- At each outer pause nothing is told or waits to be told, and after a boot
 *	  no host is known.
 *
 * Left out: the clocks; what a drive is, and that one may leave the table while
 * its fault is on the way (count() drops that one); file systems; devices that
 * no host has.  Which open command a block error strikes is left to chance, as
 * is whether it strikes one at all: find_struck() is arithmetic, and none of its
 * answers may do harm.
 *
 * Sizes: FRAMES of hosts, for NUMBERS of them, so that frames are needed for
 * others; COMMANDS in the pool of each, and KEYS, the pairs of address and tag
 * that the log speaks of (two tags to an address), so that the pool overflows.
 *
 * Broken on purpose, each an error that has to be found:
 *
 *	FREE_AT_TELL	a command's place is free as soon as it is told
 *	TOLD_STAYS	its place is not free after it was told
 *	HEAR_FIRST	an event is heard before what it ends is told
 *	REUSE_UNTOLD	the same, and a place is free when its command is over
 *	TAG_GOES_ON	a result goes to the command that has its tag
 *	CLOSE_FORGETS	a host that ends leaves its commands open
 *	LEFT_FORGETS	a frame is used anew without asking what is left
 */
#ifndef FRAMES
#define FRAMES		2
#endif
#ifndef NUMBERS
#define NUMBERS		3
#endif
#ifndef COMMANDS
#define COMMANDS	2
#endif
#ifndef KEYS
#define KEYS		3
#endif

#define SLOTS		(FRAMES * COMMANDS)
#define NONE		255
#define OWN		254	/* a fault that no command tells of */

#define ADDRESS(key)	((key) / 2)

/* How a coroutine is entered, see coroutine.h. */
mtype = { NEXT, SEND, LOSS, EXIT, BOOT };

/* Where it stands. */
mtype = { START, PAUSED, TELLING, ANSWERING, END };

/* And within df_host(), between two pauses. */
mtype = { TELL, ANSWER, FINALLY };

/* Events; NOTHING is the NULL that says idle. */
mtype = { NOTHING, CMD_RESULT, CMD_ASIDE, CMD_TRIED, CMD_SENSE, CMD_CDB, BLOCK_ERROR,
	  DISK_FAULT, DISK_NEW, HOST_NEW };

typedef command {
	bool used;
	bool open;		/* its coroutine has not ended */
	bool aside;
	bool tried;
	bool failed;
	bool harmless;
	byte key;
	byte newer;		/* commands in use that were opened after it */
	/* what the log says and the code does not know of */
	bool owed;
	bool counted
};

typedef host {
	mtype at = START;
	bool used;
	byte number;
	bool lost;
	bool in;		/* its input is the event, not NULL */
	byte told = NONE;	/* whose fault is out */
	bool fault_ready;
	bool owed		/* the log told of a fault of its own */
};

command c[SLOTS];
host h[FRAMES];
byte newest;			/* the frame that was spoken to last */

/* the engine's */
mtype engine_at = PAUSED;
bool entered;
bool begins;
byte turn, turns;
mtype input;			/* SEND, LOSS or BOOT */
mtype kind;
byte key;
byte number;
bool says;			/* the event is a failure */
bool closed;

hidden byte i, j, slot, out, pick;
hidden mtype pc;
hidden byte yielded;


#define BEGINS_GROUP	(kind == CMD_RESULT || kind == CMD_ASIDE || kind == CMD_TRIED)
#define IS_PART		(BEGINS_GROUP || kind == CMD_SENSE || kind == CMD_CDB)
#define FIRST(f)	((f) * COMMANDS)
#define LAST(f)		((f) * COMMANDS + COMMANDS - 1)
#define COUNTS(s)	(c[s].failed && !c[s].harmless && !c[s].aside)

/* ---- host.c ---- */

inline find_open(f)
{
	slot = NONE;
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: c[j].used && c[j].open && c[j].key == key && slot == NONE -> slot = j
		:: else
		fi
	}
}

#ifdef REUSE_UNTOLD
#define IS_FREE(s)	(!c[s].open)
#else
#define IS_FREE(s)	(!c[s].used)
#endif

inline find_free(f)
{
	slot = NONE;
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: IS_FREE(j) && slot == NONE -> slot = j
		:: else
		fi
	}
}

/* Called when all are in use. */
inline find_oldest(f)
{
	slot = FIRST(f);
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: c[j].newer > c[slot].newer -> slot = j
		:: else
		fi
	}
}

inline let_go(f, s)
{
	c[s].used = false;
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: c[j].used && c[j].newer > c[s].newer -> c[j].newer--
		:: else
		fi
	}
	c[s].newer = 0
}

inline finish_all(f)
{
	for (j : FIRST(f) .. LAST(f)) {
		c[j].open = false
	}
}

inline finish_at(f)
{
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: ADDRESS(c[j].key) == ADDRESS(key) -> c[j].open = false
		:: else
		fi
	}
}

/* Of the address that is spoken of, but for the command that this is the CDB of. */
inline finish_tried(f)
{
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: c[j].tried && ADDRESS(c[j].key) == ADDRESS(key) &&
		   !(kind == CMD_CDB && c[j].key == key) -> c[j].open = false
		:: else
		fi
	}
}

inline finish_ended(f)
{
	if
	:: h[f].lost || !h[f].in || kind == HOST_NEW -> finish_all(f)
	:: else ->
		if
		:: kind == DISK_NEW -> finish_at(f)
		:: kind == BLOCK_ERROR -> finish_tried(f)
		:: IS_PART ->
			finish_tried(f);
			find_open(f);
			if
#ifndef TAG_GOES_ON
			:: slot != NONE && BEGINS_GROUP -> c[slot].open = false
#endif
			:: slot == NONE ->
				find_free(f);
				if
				:: slot == NONE -> find_oldest(f); c[slot].open = false
				:: else
				fi
			:: else
			fi
		:: else
		fi
	fi
}

/* The place of a command is used for another: is it settled? */
inline settle(s)
{
	assert(c[s].counted == c[s].owed);
	c[s].counted = false;
	c[s].owed = false;
	c[s].open = false;
	c[s].aside = false;
	c[s].tried = false;
	c[s].failed = false;
	c[s].harmless = false;
	c[s].key = 0
}

inline open_command(f)
{
	find_free(f);
	assert(slot != NONE);
	settle(slot);
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: c[j].used && j != slot -> c[j].newer++
		:: else
		fi
	}
	c[slot].newer = 0;
	c[slot].used = true;
	c[slot].open = true;
	c[slot].key = key;
	c[slot].aside = kind == CMD_ASIDE;
	c[slot].tried = kind == CMD_TRIED
}

/* command(), sent the event: hear_part() and weigh(). */
inline send_command(s)
{
	assert(c[s].open);
	if
	:: kind == CMD_RESULT || kind == CMD_TRIED || kind == CMD_SENSE || kind == BLOCK_ERROR ->
		c[s].harmless = !says;
		c[s].failed = c[s].failed || says;
		c[s].owed = says && !c[s].aside
	:: else
	fi;
	if
	:: kind == BLOCK_ERROR || (kind == CMD_CDB && c[s].tried) -> c[s].open = false
	:: else
	fi
}

inline own_fault(f)
{
	if
	:: says ->
		assert(!h[f].owed);
		h[f].owed = true;
		h[f].fault_ready = true
	:: else
	fi
}

inline hear_block_error(f)
{
	/* find_struck(): any command that may be, or none */
	slot = NONE;
	for (j : FIRST(f) .. LAST(f)) {
		if
		:: c[j].used && c[j].open && !c[j].aside && !c[j].tried && slot == NONE -> slot = j
		:: true
		fi
	}
	if
	:: slot != NONE -> send_command(slot)
	:: else -> own_fault(f)
	fi
}

inline hear_command(f)
{
	find_open(f);
	assert(slot == NONE || !BEGINS_GROUP);
	if
	:: slot == NONE -> open_command(f)
	:: else
	fi;
	send_command(slot)
}

inline hear(f)
{
	if
	:: !h[f].lost && h[f].in ->
		if
		:: kind == BLOCK_ERROR -> hear_block_error(f)
		:: kind == DISK_FAULT -> own_fault(f)
		:: IS_PART -> hear_command(f)
		:: else
		fi
	:: else
	fi
}

/* Leaves in `out` whose fault it is, or NONE. */
inline next_ready(f)
{
	out = NONE;
#ifndef TOLD_STAYS
	if
	:: h[f].told != NONE && c[h[f].told].used -> let_go(f, h[f].told)
	:: else
	fi;
#endif
	h[f].told = NONE;
	for (i : FIRST(f) .. LAST(f)) {
		if
		:: out == NONE && c[i].used && !c[i].open ->
			if
			/* is_same_trial(): of a timeout that has been counted */
			:: COUNTS(i) && c[i].tried ->
				c[i].counted = c[i].owed;
				let_go(f, i)
			:: COUNTS(i) ->
				h[f].told = i;
				out = i;
#ifdef FREE_AT_TELL
				let_go(f, i)
#endif
			:: else -> let_go(f, i)
			fi
		:: else
		fi
	}
	if
	:: out == NONE && h[f].fault_ready -> h[f].fault_ready = false; out = OWN
	:: else
	fi
}

/* What is yielded is in `out`: NONE is NULL. */
inline pause(f, where)
{
	h[f].at = where;
	yielded = true
}

/* df_host() behind co_step() */
inline step(f, how)
{
	out = NONE;
	yielded = false;
	pc = h[f].at;
	if
	:: how == SEND -> h[f].in = (kind != NOTHING)
	:: else
	fi;
	do
	:: pc == END -> break
	:: pc == START ->
		if
		:: how == EXIT -> h[f].at = END
		:: else -> pause(f, PAUSED)
		fi;
		break
	:: pc == PAUSED ->
		if
		:: how == EXIT -> pc = FINALLY
		:: else ->
			h[f].lost = (how == LOSS);
			finish_ended(f);
#if defined(HEAR_FIRST) || defined(REUSE_UNTOLD)
			hear(f);
			pc = ANSWER
#else
			pc = TELL
#endif
		fi
	:: pc == TELLING || pc == ANSWERING ->
		/* here a thrown error is not caught */
		if
		:: how == EXIT || how == LOSS -> pc = FINALLY
		:: else ->
			if
			:: pc == TELLING -> pc = TELL
			:: else -> pc = ANSWER
			fi
		fi
	:: pc == TELL ->
		next_ready(f);
		if
		:: out != NONE -> pause(f, TELLING); break
		:: else -> hear(f); pc = ANSWER
		fi
	:: pc == ANSWER ->
		next_ready(f);
		if
		:: out != NONE -> pause(f, ANSWERING); break
		:: else ->
			if
			:: !h[f].lost && h[f].in && kind == HOST_NEW -> pc = FINALLY
			:: else -> pause(f, PAUSED); break
			fi
		fi
	:: pc == FINALLY ->
#ifndef CLOSE_FORGETS
		finish_all(f);
#endif
		h[f].at = END;
		break
	od;
	assert(h[f].told == NONE || !c[h[f].told].open)
}

/* df_host_left() */
inline left(f)
{
	next_ready(f)
}

/* ---- engine.c ---- */

inline count(f)
{
	assert(!closed);
	if
	:: out == OWN ->
		assert(h[f].owed);
		h[f].owed = false
	:: else ->
		assert(c[out].used && !c[out].open);
		assert(c[out].owed && !c[out].counted);
		c[out].counted = true
	fi
}

/* A frame is let go of: has all of it been told? */
inline settle_all(f)
{
	assert(!h[f].owed);
	for (i : FIRST(f) .. LAST(f)) {
		settle(i);
		assert(!c[i].used);
	}
	h[f].used = false;
	h[f].number = 0;
	h[f].lost = false;
	h[f].in = false;
	h[f].at = START
}

inline end_host(f)
{
	step(f, EXIT);
#ifndef LEFT_FORGETS
	left(f);
	do
	:: out != NONE ->
		count(f);
		left(f)
	:: else -> break
	od;
#endif
	settle_all(f)
}

/* Leaves in `pick` the frame of host `number`. */
inline host_index()
{
	pick = NONE;
	for (i : 0 .. FRAMES - 1) {
		if
		:: h[i].used && h[i].number == number -> pick = i
		:: else
		fi
	}
	if
	:: pick == NONE ->
		for (i : 0 .. FRAMES - 1) {
			if
			:: !h[i].used && pick == NONE -> pick = i
			:: else
			fi
		}
		if
		:: pick == NONE ->
			/* of two, the one that is not the newest */
			pick = (FRAMES - 1) - newest;
			step(pick, EXIT)
		:: else
		fi;
		begins = true
	:: else
	fi;
	newest = pick
}

/* What was open in a frame that is closed is told before it begins anew. */
inline begin_host(f)
{
	out = NONE;
	if
	:: h[f].used ->
#ifndef LEFT_FORGETS
		left(f);
#endif
		if
		:: out == NONE -> settle_all(f)
		:: else
		fi
	:: else
	fi;
	if
	:: out == NONE ->
		h[f].used = true;
		h[f].number = number;
		step(f, NEXT);
		begins = false
	:: else
	fi
}

inline ask(f)
{
	if
	:: input == BOOT && h[f].used && h[f].at != END -> step(f, EXIT)
	:: else
	fi;
	if
	:: begins -> begin_host(f)
	:: else
	fi;
	if
	:: begins		/* out is what was left */
	:: !begins && !h[f].used -> out = NONE
	:: else ->
		if
		:: h[f].at == END -> left(f)
		:: else ->
			if
			:: entered -> step(f, NEXT)
			:: else -> step(f, input)
			fi;
			entered = true;
			if
			:: !yielded -> left(f)
			:: else
			fi
		fi
	fi
}

inline turn_to(first, end)
{
	turn = first;
	turns = end;
	entered = false
}

/* The engine pauses with the first fault, or when there is none. */
inline ask_hosts()
{
	engine_at = PAUSED;
	do
	:: turn < turns ->
		ask(turn);
		if
		:: out != NONE ->
			count(turn);
			engine_at = TELLING;
			break
		:: else ->
			if
			:: h[turn].used && h[turn].at == END -> settle_all(turn)
			:: else
			fi;
			turn_to(turn + 1, turns)
		fi
	:: else ->
		turn_to(0, 0);
		break
	od
}

inline end_all()
{
	for (pick : 0 .. FRAMES - 1) {
		if
		:: h[pick].used -> end_host(pick)
		:: else
		fi
	}
}

/* ---- who feeds it ---- */

inline any_event()
{
	if
	:: kind = CMD_RESULT
	:: kind = CMD_ASIDE
	:: kind = CMD_TRIED
	:: kind = CMD_SENSE
	:: kind = CMD_CDB
	:: kind = BLOCK_ERROR
	:: kind = DISK_FAULT
	:: kind = DISK_NEW
	:: kind = HOST_NEW
	fi;
	if
	:: kind == CMD_RESULT || kind == CMD_SENSE || kind == BLOCK_ERROR || kind == DISK_FAULT ->
		if
		:: says = true
		:: says = false
		fi
	:: kind == CMD_TRIED -> says = true
	:: else -> says = false
	fi;
	if
	:: IS_PART || kind == DISK_NEW -> select(key : 0 .. KEYS - 1)
	:: else
	fi;
	select(number : 0 .. NUMBERS - 1)
}

/* What is not needed any more is not to tell states apart. */
inline forget_input()
{
	input = SEND;
	kind = NOTHING;
	says = false;
	key = 0;
	number = 0
}

inline check_pause()
{
	for (i : 0 .. FRAMES - 1) {
		assert(!h[i].used || (h[i].at == PAUSED && input != BOOT));
		assert(h[i].told == NONE && !h[i].fault_ready && !h[i].owed)
	}
	for (i : 0 .. SLOTS - 1) {
		assert(c[i].used == c[i].open)
	}
}

active proctype Caller()
{
	atomic { forget_input() }
	do
	/* df_engine_record() */
	:: atomic {
		engine_at == PAUSED ->
		any_event();
		input = SEND;
		host_index();
		turn_to(pick, pick + 1);
		goto asked
	   }
	/* df_engine_idle() */
	:: atomic {
		engine_at == PAUSED ->
		input = SEND;
		kind = NOTHING;
		turn_to(0, FRAMES);
		goto asked
	   }
	/* df_engine_lost() */
	:: atomic {
		engine_at == PAUSED ->
		input = LOSS;
		turn_to(0, FRAMES);
		goto asked
	   }
	/* df_engine_boot() */
	:: atomic {
		engine_at == PAUSED ->
		input = BOOT;
		turn_to(0, FRAMES);
		goto asked
	   }
	/* df_engine_next() */
	:: atomic {
		engine_at == TELLING ->
asked:		ask_hosts();
		if
		:: engine_at == PAUSED -> check_pause(); forget_input()
		:: else
		fi
	   }
	/* df_engine_close() */
	:: atomic {
		engine_at = END;
		end_all();
		closed = true;
		break
	   }
	od
}
