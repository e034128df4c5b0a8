/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of the sieve.  They are made when the command is built, by tables/sieve.c,
 * since that takes as long as sieving megabytes.
 *
 * What is looked for is four bytes of each literal, those least common, at every
 * byte of the text at once: a table per place tells for the low half of a byte
 * which of eight groups of literals may have it there ("Teddy", of Hyperscan).  The
 * high halves of text are nearly all alike, so a second table per place is asked for
 * them mixed with the byte that follows: this lets through a tenth of what the high
 * halves alone would.  Where all eight tables agree, a hash of the four bytes tells
 * whether they are those of a literal, and only then is it compared in full.
 */
#ifndef SOURCE_SIEVE_TABLES_H
#define SOURCE_SIEVE_TABLES_H

#include <diskfault/text.h>

#include "source/sieve.h"

#define SIEVE_PRINT	4	/* bytes of a literal that are looked for */
#define SIEVE_GROUPS	8
#define SIEVE_LITERALS	96
#define SIEVE_LITERAL	(SIEVE_SLACK / 2)
#define SIEVE_HASH_BITS	14

struct sieve_literal {
	char text[SIEVE_LITERAL];	/* "#" is any digit */
	u8 len;
	u8 print;		/* where the bytes begin that are looked for */
	u8 group;		/* a bit */
};

struct sieve_tables {
	/* Which groups may have a byte at each of the places: by its low half, and mixed. */
	u8 low[SIEVE_PRINT][16];
	u8 mixed[SIEVE_PRINT][16];
	u8 whole[SIEVE_PRINT][256];	/* the same by whole bytes, for one at a time */
	u8 hashes[1 << (SIEVE_HASH_BITS - 3)];	/* a bit for each that the bytes may have */
	u8 members[SIEVE_GROUPS][SIEVE_LITERALS];	/* numbers of literals, by group */
	u8 n_members[SIEVE_GROUPS];
	struct sieve_literal literals[SIEVE_LITERALS];
	u8 n;
};

extern const struct sieve_tables sieve_tables;

static inline bool sieve_fits(char wanted, char c)
{
	return wanted == '#' ? df_is_digit(c) : wanted == c;
}

static inline bool sieve_stands_at(const struct sieve_literal *l, const char *p)
{
	for (size_t i = 0; i < l->len; i++)
		if (!sieve_fits(l->text[i], p[i]))
			return false;
	return true;
}

/* The same wherever it is built for, and on. */
static inline u32 sieve_hash(const char *p)
{
	const u8 *b = (const u8 *)p;
	u32 bytes = b[0] | (u32)b[1] << 8 | (u32)b[2] << 16 | (u32)b[3] << 24;

	return bytes * 0x9e3779b1u >> (32 - SIEVE_HASH_BITS);
}

#endif
