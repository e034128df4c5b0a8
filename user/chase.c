// SPDX-License-Identifier: GPL-2.0
/* The searcher and the one who tells it what to look for.  See chase.h. */
#include "chase.h"
#include "xalloc.h"

#define HOLE	DF_SPAN("{}")

/* The next line above that matches: 1 with its group, 0, or a negative errno. */
static int next_match(struct searcher *s)
{
	int ret;

	while ((ret = backward_line(s->lines, &s->line)) > 0) {
		ret = pattern_match(s->want, s->line, &s->group);
		if (ret > 0)
			return 1;
		if (ret < 0)
			s->too_hard++;
	}
	return ret;
}

int match_regex(struct searcher *s)
{
	CO_BEGIN(s);
	while ((s->ret = next_match(s)) > 0) {
		CO_YIELD(s, s->group);
		s->want = s->in;
	}
	if (s->ret < 0)
		CO_RAISE(s, s->ret);
	CO_FINALLY(s);
	CO_END(s);
}

static bool has_hole(struct df_span expr)
{
	return df_span_find(expr, HOLE) < expr.len;
}

/* Appends @expr with @group, escaped, in place of each {}. */
static void fill(struct buf *b, struct df_span expr, struct df_span group)
{
	for (;;) {
		size_t at = df_span_find(expr, HOLE);

		buf_add(b, expr.p, at);
		if (at == expr.len)
			return;
		pattern_escape(b, group);
		expr = df_span_from(expr, at + HOLE.len);
	}
}

/*
 * The expression of this step.  NULL if what a line put into it makes it one
 * that cannot be compiled: escaped text can only make it too long.
 */
static struct pattern *pattern_now(struct chaser *c)
{
	struct df_span group = { c->group.p, c->group.len };
	struct trouble t = { 0 };
	struct buf b = { 0 };

	if (c->patterns[c->step])
		return c->patterns[c->step];
	fill(&b, c->exprs[c->step], group);
	if (c->made && b.len == c->made_of.len && !memcmp(b.p, c->made_of.p, b.len)) {
		buf_free(&b);
		return c->made;
	}
	pattern_free(c->made);
	buf_free(&c->made_of);
	c->made_of = b;
	c->made = pattern_new((struct df_span){ b.p, b.len }, c->exprs[c->step], &t);
	trouble_free(&t);
	return c->made;
}

/* The lines of the searcher are gone with its next step: keep what is needed. */
static void keep(struct chaser *c)
{
	c->group.len = 0;
	buf_add(&c->group, c->find.out.p, c->find.out.len);
	if (!c->keep_links)
		return;
	free(c->links[c->step].line);
	c->links[c->step].line = safe_text(c->find.line, SAFE_RAW);
	c->links[c->step].from_end = c->find.lines->given;
}

/* Has the searcher look for the expression of this step. */
static int look(struct chaser *c)
{
	struct pattern *want = pattern_now(c);

	if (!want)
		return -E2BIG;
	if (c->find.co.at != CO_AT_START)
		return co_send(match_regex, &c->find, want);
	c->find.want = want;
	return co_next(match_regex, &c->find);
}

int get_chains(struct chaser *c)
{
	CO_BEGIN(c);
	while ((c->ret = look(c)) == CO_YIELDED) {
		keep(c);
		if (++c->step < c->n)
			continue;
		c->step = 0;
		CO_YIELD(c, ((struct df_span){ c->group.p, c->group.len }));
	}
	if (c->ret < 0)
		CO_RAISE(c, c->ret);
	CO_FINALLY(c);
	co_close(match_regex, &c->find);
	CO_END(c);
}

/* An expression with a hole is compiled with something in it, to see if it is one. */
static int check(struct chaser *c, size_t i, struct trouble *t)
{
	struct df_span expr = c->exprs[i];
	struct buf b = { 0 };
	struct pattern *p;

	if (!has_hole(expr)) {
		c->patterns[i] = pattern_new(expr, expr, t);
		return c->patterns[i] ? 0 : -1;
	}
	if (!i) {
		trouble_set(t, "the first expression cannot hold {}: there is no group before it");
		return -1;
	}
	fill(&b, expr, DF_SPAN("x"));
	p = pattern_new((struct df_span){ b.p, b.len }, expr, t);
	buf_free(&b);
	pattern_free(p);
	return p ? 0 : -1;
}

int chaser_init(struct chaser *c, struct backward *lines, const struct df_span *exprs,
		size_t n, struct trouble *t)
{
	*c = (struct chaser){ .exprs = exprs, .n = n };
	c->find.lines = lines;
	c->patterns = xcalloc(n, sizeof(*c->patterns));
	c->links = xcalloc(n, sizeof(*c->links));
	for (size_t i = 0; i < n; i++)
		if (check(c, i, t))
			return -1;
	return 0;
}

void chaser_free(struct chaser *c)
{
	for (size_t i = 0; i < c->n; i++) {
		pattern_free(c->patterns[i]);
		free(c->links[i].line);
	}
	pattern_free(c->made);
	buf_free(&c->made_of);
	buf_free(&c->group);
	free(c->patterns);
	free(c->links);
}
