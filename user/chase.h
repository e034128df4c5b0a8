/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pair of coroutines that all this began with.
 *
 * match_regex() walks the lines of a file from the last to the first, yields the
 * first group of the next one that matches, and is sent what to look for next;
 * it does not know why.  get_chains() knows the order in which facts stand in a
 * log (error, device, bus, serial) and tells the searcher what to look for; it
 * never touches the file.  One finds, one decides.
 *
 *	chaser_init(&c, &lines, expressions, n);
 *	while (co_next(get_chains, &c) == CO_YIELDED)
 *		... c.out is the last group of one more chain ...
 *	co_close(get_chains, &c);
 *	chaser_free(&c);
 *
 * It follows one chain at a time: whatever stands between an error and the end
 * of its chain is passed over, other errors included.  The scan does not; this
 * is the general machine, and does what it says.
 */
#ifndef CHASE_H
#define CHASE_H

#include <diskfault/coroutine.h>

#include "pattern.h"
#include "source/backward.h"

/* Takes the expression to look for, yields the first group of its line. */
struct searcher {
	CO_FRAME(struct pattern *, struct df_span);
	struct backward *lines;
	struct pattern *want;
	struct df_span line;
	struct df_span group;
	u64 too_hard;		/* lines that were given up */
	int ret;
};

int match_regex(struct searcher *s);

/* A link of the chain: where it was found. */
struct link {
	u64 from_end;		/* 1 is the last line */
	char *line;
};

/* Takes nothing, yields the last group of each completed chain. */
struct chaser {
	CO_FRAME(int, struct df_span);
	struct searcher find;
	const struct df_span *exprs;
	struct pattern **patterns;	/* of those that are always the same */
	struct pattern *made;		/* of the one that held {} */
	struct buf made_of;
	struct link *links;		/* of the chain; kept if wanted */
	bool keep_links;
	size_t n;
	size_t step;
	struct buf group;
	int ret;
};

/* -1 with why, if an expression is none.  Frees with chaser_free() either way. */
int chaser_init(struct chaser *c, struct backward *lines, const struct df_span *exprs,
		size_t n, struct trouble *t);
int get_chains(struct chaser *c);
void chaser_free(struct chaser *c);

#endif
