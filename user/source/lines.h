/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The records of a text file, from the first to the last: a line together with
 * the indented lines below it.  Memory is one buffer, whatever the file holds.  If
 * the input is followed, a line is waited for, the lines below it only for a moment.
 */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include "source/bytes.h"

#define LINES_RECORD_MAX	(64 * 1024)	/* of a record; the rest of it is dropped */

struct lines {
	struct bytes bytes;	/* ->why: why reading stopped early */
	char *buf;
	size_t start;		/* of what has not been given out */
	size_t end;
	bool at_end;
	bool skipping;		/* the rest of a line that was too long */
	u64 number;		/* of the last line that was given out */
};

struct raw_record {
	struct df_span bytes;	/* without the last "\n"; valid until the next */
	u64 line;		/* number of its first line, from 1 */
	bool cut;		/* it was longer than 64 KiB */
};

/* @path "-": standard input.  0, or -1 with why. */
int lines_open(struct lines *l, const char *path, struct trouble *t);
void lines_close(struct lines *l);

/* Of an input that is open, and becomes @l's; its next line is the @number-th. */
void lines_take(struct lines *l, struct bytes *in, u64 number);

/* Place in the input of what has not been given out. */
u64 lines_place(const struct lines *l);

/*
 * The records of @text, which is all there is; its first line is the @number-th.
 * Needs no closing.
 */
void lines_within(struct lines *l, char *text, size_t len, u64 number);

/* The next record; false at the end, even one that came too early (l->bytes.why). */
bool lines_next(struct lines *l, struct raw_record *rec);

/*
 * The line after the record just given out, which stays the next to be given.
 * What was given out before is no longer valid.
 */
bool lines_peek(struct lines *l, struct df_span *line);

#endif
