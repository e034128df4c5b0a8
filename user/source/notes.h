/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the sieve has found in the last blocks of a file, for who reads them again.
 * Bounded: what lies before has to be sieved anew.
 */
#ifndef SOURCE_NOTES_H
#define SOURCE_NOTES_H

#include <sys/stat.h>

#include "source/bytes.h"
#include "source/sieve.h"

/* A record that passes. */
struct hit {
	u32 at;			/* of its first byte in the block */
	u32 line;		/* its first line is the block's so many-th, from 1 */
};

struct note {
	u64 at;			/* of the block in the input */
	size_t size;
	size_t first;		/* of its hits, in notes->hits */
	size_t n_hits;
	struct sieve_count count;
};

struct notes {
	struct stat file;	/* when the first block was noted ... */
	off_t end;		/* ... and where it ended before */
	struct note *p;		/* from the last block to the first */
	size_t n;
	struct hit *hits;
	size_t n_hits;
	bool full;
};

/* The next block of @in, going back.  @hits NULL: too many for anybody to note. */
void notes_add(struct notes *l, const struct bytes *in, const struct note *block,
	       const struct hit *hits);
void notes_free(struct notes *l);

/* The notes are of @in, which has not changed since; NULL: there are none. */
bool notes_hold(const struct notes *l, const struct bytes *in);

#endif
