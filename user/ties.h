/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The text of lines that tie a drive to its address, name or serial, by the
 * number of the record.  All zeros is an empty one.
 */
#ifndef TIES_H
#define TIES_H

#include "text.h"

struct tie {
	u64 seq;		/* 0: free */
	char *text;
	bool used;		/* a fault was tied by it: stays */
	bool marked;		/* something still refers to it */
};

struct ties {
	struct tie *slots;
	size_t n;
	size_t size;		/* a power of two, or 0 */
};

void ties_add(struct ties *t, u64 seq, struct df_span text);
struct tie *ties_find(const struct ties *t, u64 seq);

/* The line @seq, if it is there, is to survive the next sweep. */
void ties_mark(struct ties *t, u64 seq);

/* Drops those that are neither used nor marked. */
void ties_sweep(struct ties *t);
void ties_free(struct ties *t);

#endif
