/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ledger: an SQLite file of what each drive has done, over reboots, names and
 * slots.  One row ("stay") for the faults of one class that a drive had at one
 * place within an hour, so that a drive that fails all day is no large file.
 * Beside it stands how far the module's counters of this boot have been entered.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "message.h"
#include "series.h"

#define LEDGER_PATH	"/var/lib/diskfault/ledger.db"

struct ledger;

/* What of the ledger is asked for. */
struct ledger_window {
	s64 since_us;		/* 0: from the beginning */
	s64 until_us;		/* INT64_MAX: to the end */
	const char *key;	/* of one drive; then a row for each place it was at */
};

/* Opens it, and makes it if it is to be written.  NULL, with what to do. */
struct ledger *ledger_open(const char *path, bool write, struct trouble *t);
void ledger_close(struct ledger *g);

/* How far the counters of @boot have been entered. */
int ledger_series(struct ledger *g, const char *boot, struct series_list *l, struct trouble *t);

/*
 * Enters what has @grown of @found, and that it was, all or nothing.  @series as
 * they are to be known by the next start.
 */
int ledger_enter(struct ledger *g, const char *boot, const struct findings *found,
		 const struct growth *grown, const struct series_list *series,
		 struct trouble *t);

/* Adds what it knows to @l; @keys gets the key of each. */
int ledger_read(struct ledger *g, const struct ledger_window *window, struct findings *l,
		struct strs *keys, struct trouble *t);

#endif
