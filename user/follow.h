/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Follows the module: tells which entries of its class have changed, as soon as
 * they do.  Three things wake it: uevents, poll(2) on every faults/total, and, for
 * what neither says (a module that was loaded, in a container without uevents),
 * a look twice a second.  Whatever wakes it, the counters are read and compared;
 * so nothing is missed, however many wake-ups are.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "finding.h"

/* Faults of @class that are new, though the first look has seen them. */
struct overheard {
	char *entry;
	enum df_class class;
	u64 n;
};

struct follower;

/*
 * Takes SIGINT, SIGTERM and SIGHUP from now on (they end follow_wait()), and
 * ignores SIGPIPE.  @root: "" or the machine recorded there.  @pause_ms: how long
 * faults gather after the first of them.  @out: a pipe without whose reader there
 * is nothing to follow for, or -1.
 */
struct follower *follow_open(const char *root, int pause_ms, int out);
void follow_close(struct follower *w);

/*
 * Adds to @l those entries whose total is another than at the last look: at the
 * first, all of them.  False if the module is not loaded.
 */
bool follow_look(struct follower *w, struct findings *l);

/* The next look brings all entries again. */
void follow_again(struct follower *w);

/* Which loading of the module the entries belong to. */
u64 follow_instance(const struct follower *w);

/* Waits for a reason to look; false if a signal, or nobody reading, says to end. */
bool follow_wait(struct follower *w);

/*
 * What came between the beginning and the first look: its entries are among those
 * of the next look.  Until follow_heard(), when it has been dealt with.
 */
const struct overheard *follow_overheard(const struct follower *w, size_t *n);
void follow_heard(struct follower *w);

#endif
