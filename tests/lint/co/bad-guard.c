// SPDX-License-Identifier: GPL-2.0
static int body(struct frame *f)
{
	CO_BEGIN(f);
	guard(mutex)(&f->lock);		/* bad: guard() */
	CO_YIELD(f, 1);
	scoped_guard(mutex, &f->lock)	/* bad: scoped_guard() */
		CO_YIELD(f, 2);
	if (f->in) {
		char *p __free(kfree) = f->p;	/* bad: __free() */
		char *q __attribute__((cleanup(drop))) = p;	/* bad: cleanup() */

		CO_YIELD(f, 3);
	}
	CO_FINALLY(f);
	CO_END(f);
}
