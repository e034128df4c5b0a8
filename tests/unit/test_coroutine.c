// SPDX-License-Identifier: GPL-2.0
/* Every verb of coroutine.h, at every pause. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <diskfault/coroutine.h>

/* ---- tally: the first example ---- */

struct tally {
	CO_FRAME(int, int);
	int total;
	int closed;
};

static int tally(struct tally *t)
{
	CO_BEGIN(t);
	for (;;) {
		CO_YIELD(t, t->total);
		t->total += t->in;
	}
	CO_FINALLY(t);
	t->closed++;
	CO_END(t);
}

static void two_teams_have_two_totals(void **state)
{
	struct tally red = { .total = 0 }, blue = { .total = 0 };

	(void)state;
	assert_int_equal(co_next(tally, &red), CO_YIELDED);
	assert_int_equal(red.out, 0);
	assert_int_equal(co_next(tally, &blue), CO_YIELDED);
	assert_int_equal(co_send(tally, &red, 3), CO_YIELDED);
	assert_int_equal(red.out, 3);
	assert_int_equal(co_send(tally, &blue, 2), CO_YIELDED);
	assert_int_equal(blue.out, 2);
	assert_int_equal(co_send(tally, &red, 2), CO_YIELDED);
	assert_int_equal(red.out, 5);
	assert_int_equal(co_send(tally, &blue, 4), CO_YIELDED);
	assert_int_equal(blue.out, 6);
}

static void next_is_a_send_of_nothing_new(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	co_next(tally, &t);
	co_send(tally, &t, 4);
	assert_int_equal(co_next(tally, &t), CO_YIELDED);
	assert_int_equal(t.out, 8);	/* what was sent last is still there */
}

static void send_before_the_first_next_is_an_error(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	assert_int_equal(co_send(tally, &t, 3), -EINVAL);
	assert_int_equal(t.closed, 0);
	assert_int_equal(co_next(tally, &t), CO_YIELDED);
	assert_int_equal(t.out, 0);
}

static void close_runs_the_cleanup_once(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	co_next(tally, &t);
	co_close(tally, &t);
	assert_int_equal(t.closed, 1);
	co_close(tally, &t);
	assert_int_equal(t.closed, 1);
	assert_true(co_finished(&t.co));
}

static void close_before_the_start_cleans_nothing(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	co_close(tally, &t);
	assert_int_equal(t.closed, 0);
	assert_int_equal(co_next(tally, &t), CO_DONE);
}

static void a_finished_one_stays_finished(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	co_next(tally, &t);
	co_close(tally, &t);
	assert_int_equal(co_next(tally, &t), CO_DONE);
	assert_int_equal(co_send(tally, &t, 1), CO_DONE);
	assert_int_equal(co_throw(tally, &t, -EIO), -EIO);
	assert_int_equal(co_next(tally, &t), CO_DONE);
	assert_int_equal(t.closed, 1);
}

static void a_throw_that_nobody_catches_ends_it(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	co_next(tally, &t);
	assert_int_equal(co_throw(tally, &t, -EIO), -EIO);
	assert_int_equal(t.closed, 1);
	assert_int_equal(co_next(tally, &t), CO_DONE);
}

static void a_throw_before_the_start_ends_it_without_cleanup(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	assert_int_equal(co_throw(tally, &t, -EIO), -EIO);
	assert_int_equal(t.closed, 0);
	assert_int_equal(co_next(tally, &t), CO_DONE);
}

static void a_frame_that_paused_nowhere_is_an_error(void **state)
{
	struct tally t = { .total = 0 };

	(void)state;
	co_next(tally, &t);
	t.co.at = 0x7ffffff0;
	assert_int_equal(co_next(tally, &t), -EINVAL);
	assert_int_equal(co_next(tally, &t), CO_DONE);
	assert_int_equal(t.closed, 0);
}

/* ---- catching, returning, raising ---- */

struct catcher {
	CO_FRAME(int, int);
	int caught;
	int err;
	int cleaned;
};

/* Yields 1, 2, ...; catches errors, except at the third pause. 0 returns, < 0 raises. */
static int catcher(struct catcher *c)
{
	CO_BEGIN(c);
	CO_YIELD_CATCH(c, 1, &c->err);
	c->caught += c->err != 0;
	CO_YIELD_CATCH(c, 2, &c->err);
	c->caught += c->err != 0;
	CO_YIELD(c, 3);
	if (!c->in)
		CO_RETURN(c);
	if (c->in < 0)
		CO_RAISE(c, c->in);
	CO_YIELD(c, 4);
	CO_FINALLY(c);
	c->cleaned++;
	CO_END(c);
}

static void a_caught_throw_goes_on(void **state)
{
	struct catcher c = { .caught = 0 };

	(void)state;
	assert_int_equal(co_next(catcher, &c), CO_YIELDED);
	assert_int_equal(co_throw(catcher, &c, -EIO), CO_YIELDED);
	assert_int_equal(c.err, -EIO);
	assert_int_equal(c.out, 2);
	assert_int_equal(co_next(catcher, &c), CO_YIELDED);
	assert_int_equal(c.err, 0);
	assert_int_equal(c.caught, 1);
	assert_int_equal(co_throw(catcher, &c, -ENODATA), -ENODATA);
	assert_int_equal(c.cleaned, 1);
}

static void close_cannot_be_caught(void **state)
{
	int pause;

	(void)state;
	for (pause = 1; pause <= 4; pause++) {
		struct catcher c = { .in = 1 };	/* neither returns nor raises */
		int i;

		for (i = 0; i < pause; i++)
			assert_int_equal(co_next(catcher, &c), CO_YIELDED);
		co_close(catcher, &c);
		assert_true(co_finished(&c.co));
		assert_int_equal(c.cleaned, 1);
		assert_int_equal(c.caught, 0);
	}
}

static void every_way_out_cleans_up_once(void **state)
{
	int sent;

	(void)state;
	for (sent = -5; sent <= 5; sent += 5) {
		struct catcher c = { .caught = 0 };

		co_next(catcher, &c);
		co_next(catcher, &c);
		co_next(catcher, &c);
		if (sent <= 0) {
			assert_int_equal(co_send(catcher, &c, sent), sent);
		} else {
			assert_int_equal(co_send(catcher, &c, sent), CO_YIELDED);
			assert_int_equal(co_next(catcher, &c), CO_DONE);
		}
		assert_int_equal(c.cleaned, 1);
		assert_int_equal(co_next(catcher, &c), CO_DONE);
		assert_int_equal(c.cleaned, 1);
	}
}

/* ---- delegation ---- */

struct outer {
	CO_FRAME(int, int);
	struct catcher child;
	int after;
	int cleaned;
};

static int outer(struct outer *o)
{
	CO_BEGIN(o);
	CO_YIELD(o, 100);
	CO_YIELD_FROM(o, catcher, &o->child);
	o->after++;
	memset(&o->child, 0, sizeof(o->child));
	CO_YIELD_FROM(o, catcher, &o->child);
	CO_YIELD(o, 200);
	CO_FINALLY(o);
	o->cleaned++;
	CO_END(o);
}

static void delegation_passes_everything_on(void **state)
{
	struct outer o = { .after = 0 };

	(void)state;
	assert_int_equal(co_next(outer, &o), CO_YIELDED);
	assert_int_equal(o.out, 100);
	assert_int_equal(co_next(outer, &o), CO_YIELDED);
	assert_int_equal(o.out, 1);
	assert_int_equal(co_throw(outer, &o, -EIO), CO_YIELDED);	/* the child catches it */
	assert_int_equal(o.child.caught, 1);
	assert_int_equal(o.out, 2);
	assert_int_equal(co_next(outer, &o), CO_YIELDED);
	assert_int_equal(o.out, 3);
	assert_int_equal(co_send(outer, &o, 0), CO_YIELDED);		/* the child returns */
	assert_int_equal(o.after, 1);
	assert_int_equal(o.out, 1);					/* and the next begins */
	co_close(outer, &o);
	assert_int_equal(o.child.cleaned, 1);
	assert_int_equal(o.cleaned, 1);
}

static void an_error_of_the_child_is_raised_in_the_parent(void **state)
{
	struct outer o = { .after = 0 };

	(void)state;
	co_next(outer, &o);
	co_next(outer, &o);
	co_next(outer, &o);
	co_next(outer, &o);
	assert_int_equal(o.out, 3);
	assert_int_equal(co_send(outer, &o, -ENXIO), -ENXIO);
	assert_int_equal(o.child.cleaned, 1);
	assert_int_equal(o.after, 0);
	assert_int_equal(o.cleaned, 1);
}

static void close_reaches_the_child_at_each_pause(void **state)
{
	int pause;

	(void)state;
	for (pause = 1; pause <= 5; pause++) {
		struct outer o = { .in = 1 };
		int i;

		for (i = 0; i < pause; i++)
			assert_int_equal(co_next(outer, &o), CO_YIELDED);
		co_close(outer, &o);
		assert_int_equal(o.cleaned, 1);
		assert_int_equal(o.child.cleaned, pause > 1);
		assert_true(co_finished(&o.co));
	}
}

/* ---- misuse ---- */

struct selfish {
	CO_FRAME(int, int);
	int inner;
	int cleaned;
};

static int selfish(struct selfish *s)
{
	CO_BEGIN(s);
	s->inner = co_next(selfish, s);
	co_close(selfish, s);
	CO_YIELD(s, 1);
	CO_FINALLY(s);
	s->cleaned++;
	CO_END(s);
}

static void entering_itself_is_refused(void **state)
{
	struct selfish s = { .inner = 0 };

	(void)state;
	assert_int_equal(co_next(selfish, &s), CO_YIELDED);
	assert_int_equal(s.inner, -EBUSY);
	assert_int_equal(s.cleaned, 0);
	assert_int_equal(co_next(selfish, &s), CO_DONE);
	assert_int_equal(s.cleaned, 1);
}

/* What tests/lint/check-co forbids, to show that it is found when it runs. */
struct careless {
	CO_FRAME(int, int);
};

static int careless(struct careless *c)
{
	CO_BEGIN(c);
	if (c->in == 7)
		return CO_DONE; /* check-co: on purpose */
	CO_YIELD(c, 1);
	CO_FINALLY(c);
	CO_END(c);
}

static void a_bare_return_is_found_at_the_next_call(void **state)
{
	struct careless c = { .in = 7 };

	(void)state;
	assert_int_equal(co_next(careless, &c), CO_DONE);
	assert_int_equal(co_next(careless, &c), -EBUSY);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_teams_have_two_totals),
		cmocka_unit_test(next_is_a_send_of_nothing_new),
		cmocka_unit_test(send_before_the_first_next_is_an_error),
		cmocka_unit_test(close_runs_the_cleanup_once),
		cmocka_unit_test(close_before_the_start_cleans_nothing),
		cmocka_unit_test(a_finished_one_stays_finished),
		cmocka_unit_test(a_throw_that_nobody_catches_ends_it),
		cmocka_unit_test(a_throw_before_the_start_ends_it_without_cleanup),
		cmocka_unit_test(a_frame_that_paused_nowhere_is_an_error),
		cmocka_unit_test(a_caught_throw_goes_on),
		cmocka_unit_test(close_cannot_be_caught),
		cmocka_unit_test(every_way_out_cleans_up_once),
		cmocka_unit_test(delegation_passes_everything_on),
		cmocka_unit_test(an_error_of_the_child_is_raised_in_the_parent),
		cmocka_unit_test(close_reaches_the_child_at_each_pause),
		cmocka_unit_test(entering_itself_is_refused),
		cmocka_unit_test(a_bare_return_is_found_at_the_next_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
