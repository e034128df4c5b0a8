/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A log of text played into a scan: its blocks are sieved, and the records that
 * pass are taken apart and fed.
 *
 * What does not pass cannot concern the engine, and is counted.  Three things are
 * therefore of the records that pass, not of all: which machine spoke last (for
 * lines that name none), how long it was silent (what ends a fault half told),
 * and what is newer or older than --since and --until.
 */
#ifndef PLAY_H
#define PLAY_H

#include "scan.h"
#include "source/bytes.h"
#include "source/sieve.h"

struct play_how {
	u64 from;			/* of a plain file; a record begins there */
	u64 begin;			/* place behind which scan_begin() is called; 0: never */
	bool has_until;			/* stop at a block that is later than this */
	s64 until_us;
	const struct notes *notes;	/* of @in, or NULL */
	enum sieve_kind sieve;
	unsigned int threads;		/* 0: as many as there are cores */
	bool every;			/* look at each record: what the sieve saves, for tests */
};

struct played {
	u64 bytes;			/* read */
	u64 lines;			/* that began in them */
};

/*
 * Plays all of @in.  Returns 0, or -1 if it could not be read to its end; then
 * @t says why.  If the user has lost patience, @in must not be closed: a thread may
 * still wait for it.
 */
int play(struct scan *s, struct bytes *in, const struct play_how *how, struct played *played,
	 struct trouble *t);

/*
 * Plays what is written to @in, which is followed, for as long as there is more of
 * it; its next line is the @number-th, or with @by_place the records are called by
 * their places.  @in becomes this function's.
 */
void play_live(struct scan *s, struct bytes *in, u64 number, bool by_place);

#endif
