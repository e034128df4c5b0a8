// SPDX-License-Identifier: GPL-2.0
static int no_finally(struct frame *f)
{	/* bad: no CO_FINALLY */
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	CO_END(f);
}

static int no_end(struct frame *f)
{	/* bad: no CO_END */
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	CO_FINALLY(f);
}

static int no_begin(struct frame *f)
{	/* bad: no CO_BEGIN */
	CO_YIELD(f, 1);
	CO_FINALLY(f);
	CO_END(f);
}

static int twice(struct frame *f)
{
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	CO_BEGIN(f);	/* bad: a second time */
	CO_FINALLY(f);
	CO_END(f);
}

static int order(struct frame *f)
{
	CO_FINALLY(f);
	CO_BEGIN(f);	/* bad: out of order */
	CO_YIELD(f, 1);
	CO_END(f);
}

static int behind(struct frame *f)
{
	CO_BEGIN(f);
	CO_YIELD(f, 1);
	CO_FINALLY(f);
	CO_END(f);
	f->closed = true;	/* bad: behind CO_END */
}
