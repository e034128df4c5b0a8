// SPDX-License-Identifier: GPL-2.0
/* Bodies that check-co has nothing to say about. Never compiled. */

static int plain(struct frame *f)
{
	/* A comment may stand above: a return; or a switch (in) one. */
	CO_BEGIN(f);
	for (;;) {
		CO_YIELD(f, f->total);
		f->total += f->in;
	}
	CO_FINALLY(f);
	f->closed = true;
	CO_END(f);
}

static int all_words(struct frame *f)
{
	CO_BEGIN(f);
	CO_YIELD(f, NULL);
	CO_YIELD(f, &f->finding);
	CO_YIELD(f, f->flags & MASK);
	CO_YIELD(f, f->a && f->b ? &f->a : NULL);
	CO_YIELD_CATCH(f, &(f)->finding, &f->caught);
	if (f->caught)
		CO_RAISE(f, -EIO);
	CO_YIELD_FROM(f, other, &f->other);
	if (!f->more)
		CO_RETURN(f);
	log("return; switch (x) { guard(y) }");
	while (f->in) {
		int n = count(f->in);		/* lives until the next pause */

		note(f, n);
		f->in = NULL;
	}
	CO_FINALLY(f);
	switch (f->co.err) {			/* nothing can pause here */
	case 0:
		break;
	}
	CO_END(f);
}

/* No coroutine: all of it is allowed. */
static int ordinary(struct frame *f, int x)
{
	struct tally t = { 0 };

	switch (x) {
	case 1:
		return co_send(tally, &t, 2);
	}
	guard(mutex)(&f->lock);
	return co_next(tally, &t);
}

static int misuse(struct frame *f)
{
	CO_BEGIN(f);
	return 7;	/* check-co: on purpose */
	CO_FINALLY(f);
	CO_END(f);
}
