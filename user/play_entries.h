/* SPDX-License-Identifier: GPL-2.0 */
/* Logs that are not lines of text (see entries.h, journal.h) played into a scan. */
#ifndef PLAY_ENTRIES_H
#define PLAY_ENTRIES_H

#include "scan.h"
#include "source/entries.h"
#include "source/journal.h"
#include "source/live.h"

/* Returns 0, or -1 if it could not be read to its end; then @t says why. */
int play_entries(struct scan *s, struct bytes *in, struct trouble *t);

/* What of a journal is read; all zeros: everything. */
struct journal_part {
	char *cursor;			/* where it begins; NULL: at the first record */
	bool later;			/* scan_begin() is called behind so many records */
	u64 before;
	char boot[JOURNAL_BOOT_SIZE];	/* of this boot only; "": of all */
	bool has_until;			/* no further than this */
	s64 until_us;
	struct live *live;		/* it goes on; or NULL */
};

/*
 * @path: a journal file or a directory of them; NULL: this machine's journal.
 * @read: set to the number of records that were read.
 */
int play_journal(struct scan *s, const char *path, const struct journal_part *part, u64 *read,
		 struct trouble *t);

#endif
