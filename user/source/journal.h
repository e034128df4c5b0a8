/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's records in systemd's journal, oldest first: of this machine, of a
 * directory of journal files, or of one file.
 */
#ifndef SOURCE_JOURNAL_H
#define SOURCE_JOURNAL_H

#include "message.h"
#include "source/fields.h"

#define JOURNAL_BOOT_SIZE	33	/* of an id with its end */

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

/* The next record; spans live until the next call.  False at the end (see ->why). */
bool journal_next(struct journal *j, struct entry *e);

/*
 * After its end: a descriptor that can be read when there may be more (-1: that
 * cannot be told), and what has to be done before it is looked for.
 */
int journal_fd(struct journal *j);
void journal_refresh(struct journal *j);

/*
 * Goes to behind the last record that is not later than @wall_us (by the clock of
 * the one who logged), or to the end.  journal_previous() then gives the records
 * from there towards the first, as journal_next() does.
 */
int journal_seek_behind(struct journal *j, s64 wall_us);
int journal_seek_end(struct journal *j);
bool journal_previous(struct journal *j, struct entry *e);

/* Where the record just given out stands (to be freed), or NULL. */
char *journal_cursor(struct journal *j);

/* Makes the record there the next one. */
int journal_seek_cursor(struct journal *j, const char *cursor);

/* The records of one boot only, from the first of them; all, if @boot is "". */
int journal_keep_boot(struct journal *j, const char *boot);

/* The records of several need not be in the order of their times. */
bool journal_is_of_one_machine(struct journal *j);

/*
 * Sets @boot to the id of the boot that is @back before the last one.  False if
 * the journal does not tell it for sure: there are not so many, or they overlap.
 */
bool journal_find_boot(struct journal *j, u32 back, char boot[JOURNAL_BOOT_SIZE]);

#endif
