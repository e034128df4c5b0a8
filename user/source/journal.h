/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's records in systemd's journal, oldest first: of this machine, of a
 * directory of journal files, or of one file.
 */
#ifndef SOURCE_JOURNAL_H
#define SOURCE_JOURNAL_H

#include "message.h"
#include "source/fields.h"

struct journal {
	struct sd_journal *j;
	char *name;		/* for messages and evidence */
	struct fields fields;
	u64 number;		/* of the last entry that was given out */
	struct trouble why;	/* set at the end if it came too early */
};

/* @path NULL: this machine's.  0, or -1 with why. */
int journal_open(struct journal *j, const char *path, struct trouble *t);
void journal_close(struct journal *j);

/* Begin at @wall_us (0: at the beginning); it is the clock of the one who logged. */
int journal_seek(struct journal *j, u64 wall_us);

/* The next record; spans live until the next call.  False at the end (see ->why). */
bool journal_next(struct journal *j, struct entry *e);

#endif
