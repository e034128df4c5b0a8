// SPDX-License-Identifier: GPL-2.0
static int body(struct frame *f)
{
	CO_BEGIN(f);
	if (f->in) {
		int local;
		struct frame other;

		CO_YIELD(f, &local);	/* bad: &local */
		CO_YIELD(f, f->in ? &local : NULL);	/* bad: &local */
		CO_YIELD(f,	/* bad: &other.total */
			 &other.total);
		CO_YIELD_FROM(f, tally, &other);	/* bad: &other */
		CO_YIELD_CATCH(f, NULL, &local);	/* bad: &local */
		CO_YIELD(f, (void *)&local);	/* bad: &local */
		CO_YIELD(f, &g->total);	/* bad: &g->total */
	}
	CO_FINALLY(f);
	CO_END(f);
}
