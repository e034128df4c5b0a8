/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The records of a text file, from the first to the last: a line together with
 * the indented lines below it.  Memory is one buffer, whatever the file holds;
 * it is read, never mapped, so a file that shrinks is only shorter.
 */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include "message.h"
#include "text.h"

struct lines {
	int fd;
	char *name;		/* for messages and evidence */
	char *buf;
	size_t start;		/* of what has not been given out */
	size_t end;
	bool at_end;
	bool skipping;		/* the rest of a line that was too long */
	u64 number;		/* of the last line that was given out */
	int err;		/* why reading stopped early */
};

struct raw_record {
	struct df_span bytes;	/* without the last "\n"; valid until the next */
	u64 line;		/* number of its first line, from 1 */
	bool cut;		/* it was longer than 64 KiB */
};

/* @path "-": standard input.  0, or -1 with why. */
int lines_open(struct lines *l, const char *path, struct trouble *t);
void lines_close(struct lines *l);

/* The next record; false at the end, or if reading failed (l->err). */
bool lines_next(struct lines *l, struct raw_record *rec);

/*
 * The line after the record just given out, which stays the next to be given.
 * What was given out before is no longer valid.
 */
bool lines_peek(struct lines *l, struct df_span *line);

/* What stands at the front of the file and is no log, in words; or NULL. */
const char *lines_wrong_kind(struct lines *l);

#endif
