/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stackless coroutines: a body that can pause, be sent values, have errors
 * thrown at its pause, be closed, and delegate to another.
 *
 * A coroutine is a frame, owned by the caller, and a body, a function of the
 * frame.  Whatever must outlive a pause is a field of the frame; a local does
 * not survive.  A frame of zeros has not been started.
 *
 *	struct tally {
 *		CO_FRAME(int, int);		takes an int, yields an int
 *		int total;
 *	};
 *
 *	static int tally(struct tally *t)
 *	{
 *		CO_BEGIN(t);
 *		for (;;) {
 *			CO_YIELD(t, t->total);	the next value is in t->in
 *			t->total += t->in;
 *		}
 *		CO_FINALLY(t);
 *		CO_END(t);
 *	}
 *
 *	struct tally red = { 0 };
 *
 *	co_next(tally, &red);			CO_YIELDED, red.out == 0
 *	co_send(tally, &red, 3);		CO_YIELDED, red.out == 3
 *	co_send(tally, &red, 2);		CO_YIELDED, red.out == 5
 *	co_close(tally, &red);
 *
 * From outside (each returns CO_YIELDED with the value in frame->out, CO_DONE,
 * or a negative errno):
 *
 *	co_next(body, f)	go on to the next pause
 *	co_send(body, f, v)	the same, with v as the value of the pause;
 *				-EINVAL before the first co_next, when nobody
 *				waits for a value yet
 *	co_throw(body, f, err)	err (negative) appears at the pause
 *	co_close(body, f)	leave through the clean-up; cannot fail, may be
 *				repeated, may come before the start
 *
 * Inside, between CO_BEGIN and CO_FINALLY:
 *
 *	CO_YIELD(f, v)			pause with v; a thrown error ends the body
 *	CO_YIELD_CATCH(f, v, errp)	pause with v; a thrown error is put into
 *					*errp (else 0) and the body goes on
 *	CO_YIELD_FROM(f, body, sub)	be the coroutine `sub` until it ends: its
 *					values go out, what comes in goes to it;
 *					an error it ends with is raised here.
 *					Zero `sub` before delegating to it again.
 *	CO_RETURN(f)			leave, as finished
 *	CO_RAISE(f, err)		leave with an error
 *
 * The part after CO_FINALLY runs once on every way out of a body that was
 * started: return, raise, throw, close.  It cannot pause (a CO_YIELD there does
 * not compile), so closing always succeeds.  After it the coroutine is finished
 * and stays so: next and send give CO_DONE, throw gives the error back.
 *
 * -EBUSY: the body is running (it entered itself, or was left by a bare
 * return).  -EINVAL: the frame says it paused where there is no pause.  Frames
 * are not locked; whoever shares one serialises the calls.
 *
 * Why a switch over __LINE__: a computed goto stores code addresses in data and
 * is refused by objtool; fall-through into a case label is refused by
 * -Wimplicit-fallthrough, so every case here follows a return.  The price: no
 * CO_YIELD within a switch of the body's own, one per source line, and no
 * return statement of the body's own; tests/lint/check-co watches over these.
 */
#ifndef DISKFAULT_COROUTINE_H
#define DISKFAULT_COROUTINE_H

#include <diskfault/platform.h>

enum {
	CO_DONE = 0,		/* the body has ended */
	CO_YIELDED = 1,		/* the body paused; its value is in frame->out */
	CO_ENTER = 2,		/* private to co_step() */
};

/* Where a frame stands.  Any other value is the source line of its pause. */
enum {
	CO_AT_START = 0,
	CO_AT_RUN = 1,
	CO_AT_END = 2,
};

/* What co_close() throws.  No body can catch it. */
#define CO_EXIT		(-ECANCELED)

struct co {
	unsigned int at;
	int err;		/* waiting at the pause, later the last word */
};

/* First member of every frame: the state, the value sent, the value yielded. */
#define CO_FRAME(in_type, out_type)	\
	struct co co;			\
	in_type in;			\
	out_type out

/* May the body be entered?  CO_ENTER, or what to answer instead. */
static inline int co_admit(struct co *co, int err, bool sending)
{
	if (co->at == CO_AT_RUN)
		return -EBUSY;
	if (co->at == CO_AT_END)
		return err;
	if (co->at == CO_AT_START && sending)
		return -EINVAL;
	if (co->at == CO_AT_START && err) {
		/* Ended before it began: there is nothing to clean up. */
		co->at = CO_AT_END;
		return err;
	}
	co->err = err;
	return CO_ENTER;
}

static inline unsigned int co_resume(struct co *co)
{
	unsigned int at = co->at;

	co->at = CO_AT_RUN;
	return at;
}

/* The frame names a pause that this body does not have. */
static inline int co_astray(struct co *co)
{
	co->at = CO_AT_END;
	return -EINVAL;
}

static inline int co_leave(struct co *co)
{
	co->at = CO_AT_END;
	return co->err;
}

static inline bool co_finished(const struct co *co)
{
	return co->at == CO_AT_END;
}

#define co_step(body, f, error, sending)				\
({									\
	int co_ret_ = co_admit(&(f)->co, (error), (sending));		\
									\
	if (co_ret_ == CO_ENTER)					\
		co_ret_ = body(f);					\
	co_ret_;							\
})

#define co_next(body, f)	co_step(body, f, 0, false)
#define co_send(body, f, v)	((f)->in = (v), co_step(body, f, 0, true))
#define co_throw(body, f, err)	co_step(body, f, err, false)
#define co_close(body, f)	((void)co_step(body, f, CO_EXIT, false))

#define CO_BEGIN(f)							\
	switch (co_resume(&(f)->co)) {					\
	default:							\
		return co_astray(&(f)->co);				\
	case CO_AT_START:						\
		do { } while (0)

#define CO_PAUSE_(f)							\
		(f)->co.at = __LINE__;					\
		return CO_YIELDED;					\
	case __LINE__:

#define CO_YIELD(f, v)							\
	do {								\
		(f)->out = (v);						\
		CO_PAUSE_(f)						\
		if ((f)->co.err)					\
			goto co_finally;				\
	} while (0)

#define CO_YIELD_CATCH(f, v, errp)					\
	do {								\
		(f)->out = (v);						\
		CO_PAUSE_(f)						\
		if ((f)->co.err == CO_EXIT)				\
			goto co_finally;				\
		*(errp) = (f)->co.err;					\
		(f)->co.err = 0;					\
	} while (0)

/* Enters the child before the first pause, and again each time it is woken. */
#define CO_YIELD_FROM(f, body, sub)					\
	do {								\
		for (;;) {						\
			(sub)->in = (f)->in;				\
			(f)->co.err = co_step(body, sub, (f)->co.err, false); \
			if ((f)->co.err != CO_YIELDED)			\
				break;					\
			(f)->co.err = 0;				\
			(f)->out = (sub)->out;				\
			CO_PAUSE_(f)					\
			do { } while (0);				\
		}							\
		if ((f)->co.err)					\
			goto co_finally;				\
	} while (0)

#define CO_RETURN(f)							\
	do {								\
		(f)->co.err = 0;					\
		goto co_finally;					\
	} while (0)

#define CO_RAISE(f, error)						\
	do {								\
		(f)->co.err = (error);					\
		goto co_finally;					\
	} while (0)

/* Ends the switch, so nothing below can pause. */
#define CO_FINALLY(f)							\
	}								\
	goto co_finally;						\
co_finally:								\
	do { } while (0)

#define CO_END(f)	return co_leave(&(f)->co)

#endif
