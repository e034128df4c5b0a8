/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What pstore kept of a crash: parts with headers "Panic#2 Part1", of which the
 * first is the newest.
 */
#ifndef SOURCE_PARTS_H
#define SOURCE_PARTS_H

#include "source/fields.h"
#include "source/prefix.h"
#include "source/stretch.h"

struct part {
	u32 dump;		/* which crash */
	u32 number;		/* 1 is its last part */
	size_t start;		/* in the text */
	size_t end;
	u64 line;
};

struct parts {
	struct buf text;
	struct part *p;
	size_t n;
	size_t now;
	bool read;
};

/* Takes "Panic#2 Part1" off the front; false if it does not stand there. */
bool parts_header(struct df_span *s, u32 *dump, u32 *number);

/* The next record, oldest first; spans live as long as the parts. */
bool parts_next(struct parts *parts, struct stretch *w, struct prefix *p, struct entry *e);
void parts_free(struct parts *parts);

#endif
