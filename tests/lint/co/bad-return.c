// SPDX-License-Identifier: GPL-2.0
static int body(struct frame *f)
{
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	if (f->in)
		return 0;	/* bad: a return */
	CO_FINALLY(f);
	CO_END(f);
}

static int in_finally(struct frame *f)
{
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	CO_FINALLY(f);
	if (f->in)
		return -EIO;	/* bad: a return */
	CO_END(f);
}
