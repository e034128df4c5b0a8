// SPDX-License-Identifier: GPL-2.0
static int body(struct frame *f)
{
	int total = 0;	/* bad: first statement */

	CO_BEGIN(f);
	for (;;) {
		CO_YIELD(f, total);
		total += f->in;
	}
	CO_FINALLY(f);
	CO_END(f);
}

static int statement(struct frame *f)
{
	f->total = 0;	/* bad: first statement */
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	CO_FINALLY(f);
	CO_END(f);
}
