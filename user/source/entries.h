/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Logs whose records are not lines: each kind is told by its first bytes, and gives
 * its records one by one.
 */
#ifndef SOURCE_ENTRIES_H
#define SOURCE_ENTRIES_H

#include "source/cri.h"
#include "source/objects.h"
#include "source/parts.h"

enum entries_kind {
	ENTRIES_NONE,		/* lines of text */
	ENTRIES_JSON,
	ENTRIES_EXPORT,
	ENTRIES_PARTS,
	ENTRIES_CRI,
};

struct entries {
	enum entries_kind kind;
	struct stretch stretch;
	struct prefix prefix;
	struct fields fields;
	struct objects objects;
	struct parts parts;
	struct cri cri;
};

enum entries_kind entries_kind_of(const struct bytes *in);

/* @in must stay until entries_free(). */
void entries_init(struct entries *es, struct bytes *in);
void entries_free(struct entries *es);

/* The next record; spans live until the next call.  False at the end. */
bool entries_next(struct entries *es, struct entry *e);

#endif
