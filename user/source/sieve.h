/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sieve: nearly every line of a log is about something else, and is to be
 * passed over at the speed of memory.  A line passes if it holds one of a few
 * short literals.
 *
 * The literals come from the message table: every row has one of them, in its
 * text or in what its speaker says first.  A row that is added is looked for
 * without a word here, if need be by a literal of its own.
 *
 * The same pass counts lines and records, so that each line that passes has its
 * number.
 */
#ifndef SOURCE_SIEVE_H
#define SOURCE_SIEVE_H

#include "text.h"

#define SIEVE_SLACK	64	/* bytes before and behind the text that must be there */

/* How to look; the answers are the same. */
enum sieve_kind {
	SIEVE_BEST,		/* what this processor does best */
	SIEVE_PLAIN,		/* what any does */
	SIEVE_AVX2,
	SIEVE_AVX512,
};

struct sieve;

struct sieve_count {
	u64 lines;		/* that begin here */
	u64 records;		/* of these, the ones with a first byte that is no blank */
};

/* For all threads; NULL if the processor cannot do that @kind. */
const struct sieve *sieve_of(enum sieve_kind kind);

/*
 * A place within the first literal between @from and @to; @to if there is none.
 * Adds to @c the lines that begin between @from and that place, both included.
 *
 * A line begins at @p if p[-1] is '\n'.  What lies within SIEVE_SLACK of either
 * end is looked at, but no literal of which nothing lies between is found.
 */
size_t sieve_next(const struct sieve *sieve, const char *p, size_t from, size_t to,
		  struct sieve_count *c);

/* The literals, for tests and the curious; "#" is any digit.  NULL ends them. */
const char *sieve_literal(size_t i);

#endif
