/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An input as bytes: a file, a pipe, standard input, compressed or not.  What it
 * is, its first bytes say, never its name.
 *
 * Read, never mapped: a file that shrinks while it is read is only shorter.
 */
#ifndef SOURCE_BYTES_H
#define SOURCE_BYTES_H

#include <sys/types.h>

#include "message.h"
#include "source/decode.h"
#include "source/tail.h"

enum bytes_kind {
	BYTES_PLAIN,		/* a file: ->fd may be read with pread(2) as well */
	BYTES_STREAM,		/* a pipe or the like, or compressed: only forwards */
	BYTES_TAR,		/* the same, and what comes out is a tar archive */
	BYTES_JOURNAL,		/* a file of systemd's journal: not for bytes_read() */
};

struct bytes {
	enum bytes_kind kind;
	int fd;
	char *name;		/* for messages and evidence: as it was given, or "-" */
	off_t begin;		/* BYTES_PLAIN: where it begins ... */
	off_t size;		/* ... and ended when it was opened */
	off_t at;		/* of the next byte of a plain file */
	time_t newest;		/* nothing in it was written later than this */
	struct trouble why;	/* set at the end if it came too early */

	/* private */
	bool seeks;		/* a file: its place is ->at, not the descriptor's */
	struct tail *tail;	/* its end is not the end; or NULL */
	bool soon;		/* what is there in a moment is enough */
	const struct decoder *decoder;
	void *state;
	char *in;		/* bytes of the file that were not decoded yet: ... */
	size_t in_at;
	size_t in_end;
	bool in_ended;
	bool within;		/* a member has begun and not ended */
	size_t indent;		/* blanks before each line, that somebody put there */
	size_t dropped;		/* so many of them have been dropped of this line */
	char *front;		/* the first bytes, given out already or not */
	size_t front_at;
	size_t front_end;
};

/*
 * @path "-": standard input.  0, or -1 with why.  A FIFO is waited for, as any
 * reader of it does.
 */
int bytes_open(struct bytes *b, const char *path, struct trouble *t);

/*
 * The same of what may be silent for long: its first bytes, and who writes to a
 * FIFO, are waited for until it is time to end.  For bytes_follow() with @tail.
 */
int bytes_open_followed(struct bytes *b, const char *path, struct tail *tail, struct trouble *t);
void bytes_close(struct bytes *b);

/* Messages and evidence are to call it @name. */
void bytes_call(struct bytes *b, const char *name);

/*
 * Its first bytes, decoded, up to 512: what it is, they say.  Of a pipe no more than
 * came at once.  Valid until the first bytes_read().
 */
struct df_span bytes_front(const struct bytes *b);

/*
 * The next bytes, straight into @to: 1 to @n of them, or 0 at the end.  If the
 * end came too early (an error, a truncated or damaged archive), b->why says so,
 * in a sentence for the user; what could be had was given before.
 */
size_t bytes_read(struct bytes *b, char *to, size_t n);

/*
 * From here on the end of a file is not the end: it is waited for more, until it is
 * rotated or it is time to end.
 */
void bytes_follow(struct bytes *b, struct tail *tail);

/* As bytes_read(), but 0 also if nothing more comes within a moment. */
size_t bytes_read_soon(struct bytes *b, char *to, size_t n);

#endif
