/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that grows, or a pipe.  The file may be rotated: renamed, and another made
 * in its place, or copied and made empty.  The old one is read on until the new one
 * has something in it: whoever writes has moved then.
 */
#ifndef SOURCE_TAIL_H
#define SOURCE_TAIL_H

#include <sys/types.h>

#include "source/live.h"

#define TAIL_MARK	64

struct tail {
	struct live *live;
	const char *path;	/* NULL: nothing will come in its place */

	/* private */
	int inotify;
	char mark[TAIL_MARK];	/* the last bytes that were read */
	size_t marked;
};

/* @path must stay. */
void tail_open(struct tail *t, struct live *live, const char *path);
void tail_close(struct tail *t);

/* @n bytes at @p were the last that were read. */
void tail_note(struct tail *t, const char *p, size_t n);

/*
 * Waits until @fd has more than the @at bytes that were read of it, or with @soon
 * for a moment at most.  False if it has not, and without @soon never will: it was
 * rotated, or it is time to end.
 */
bool tail_more(struct tail *t, int fd, off_t at, bool soon);

/* Waits until there is something in the file at @path; false if it is time to end. */
bool tail_begin(struct tail *t);

#endif
