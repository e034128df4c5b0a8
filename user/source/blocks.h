/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An input in blocks: read and sieved by as many threads as there are cores, and
 * given out in order, by one of them at a time.  The blocks of a plain file may be
 * had from its end as well; what the sieve found in them may be noted, so that who
 * then wants them in order need not sieve them again.
 *
 * Read, never mapped.  A block stays in the cache of the core that read it, and
 * memory is a handful of blocks, whatever the input holds.
 */
#ifndef SOURCE_BLOCKS_H
#define SOURCE_BLOCKS_H

#include "source/bytes.h"
#include "source/lines.h"
#include "source/notes.h"
#include "source/sieve.h"

#define BLOCK_SIZE	(256 * 1024)
#define BLOCK_FRONT	1024		/* bytes before a block that are there too */

struct block {
	u64 at;			/* of its first byte in the input */
	char *text;		/* its bytes, and those that follow ... */
	size_t size;		/* ... of which these are its own: records that begin there */
	size_t have;
	size_t before;		/* bytes that stand before text, BLOCK_FRONT at most */
	struct hit *hits;
	size_t n_hits;
	bool crowded;		/* more pass than could be noted: look at them all */
	struct sieve_count count;	/* of what begins in the block */

	/* private */
	char *memory;
	bool ready;
};

/*
 * The records of a block, and of what is there behind it, from @at on, where the
 * input's @number-th line begins.
 */
void block_lines(struct lines *l, const struct block *b, ptrdiff_t at, u64 number);

/* Where the record before the one at @at begins; false if not within reach. */
bool block_previous(const struct block *b, ptrdiff_t at, ptrdiff_t *previous);

/* Where the first record at or behind @at begins, and how many lines begin before. */
size_t block_next(const struct block *b, size_t at, u64 *lines);

struct blocks_how {
	const struct sieve *sieve;
	unsigned int threads;	/* 0: as many as there are cores */
	u64 from;		/* of a plain file; a line begins there */
	const struct notes *notes;	/* of a plain file, from notes_begin() on; or NULL */
	/* A block, before which @lines lines have begun; false: no more of them. */
	bool (*play)(void *arg, const struct block *b, u64 lines);
	void *arg;
	/*
	 * Is somebody tired of waiting?  Asked several times a second.  A thread
	 * that waits for a pipe is then left behind: @in has to stay.
	 */
	bool (*stop)(void *arg);
};

struct blocks_done {
	struct sieve_count count;	/* of what was played */
	u64 bytes;			/* up to the end of the last block */
	int err;			/* why reading stopped early, for a plain file */
};

/*
 * From @how->from to the end.  in->why tells of a stream that broke off.  What is noted
 * is given out as blocks that hold little but the records that pass.
 */
void blocks_run(struct bytes *in, const struct blocks_how *how, struct blocks_done *done);

/*
 * All of a plain file, from its last block to its first; how->from and ->notes are of
 * no use here, and nobody knows how many lines have begun.
 */
void blocks_run_backward(struct bytes *in, const struct blocks_how *how,
			 struct blocks_done *done);

#endif
