/* SPDX-License-Identifier: GPL-2.0 */
/* What list, show and scan have in common: from findings to output and status. */
#ifndef REPORT_H
#define REPORT_H

#include "command.h"
#include "enrich/machine.h"
#include "output/output.h"

/*
 * Handles -H and -o.  Returns true if the command is over, with its status.
 */
bool report_columns(const struct options *opt, struct column_choice *columns, int *status);

/*
 * Adds what the machine knows of each drive: @wants (WANT_*) of those that @keep
 * is true for (NULL: all), of the others only who they are.
 */
void report_enrich(struct findings *l, const struct options *opt, unsigned int wants,
		   bool (*keep)(const struct finding *f));

/* Adds the disks that are there and that the module does not know. */
void report_add_others(struct findings *l, const struct options *opt);

/* Where drives were that have gone, if the ledger knows it and the log does not. */
void report_recall(struct findings *l, const struct options *opt);

/* With -v: what only root could have seen. */
void report_hidden(const struct findings *l);

/* Serials that identify nothing: one warning for all. */
void report_vague(const struct findings *l);

/*
 * The one drive that @disk names.  If none or several fit, says so (and that
 * @undone, "nothing was cleared"), lists them, sets @status, and returns NULL.
 */
struct finding *report_one(struct findings *l, const struct options *opt, const char *disk,
			   const char *undone, int *status);

/* Status of the command: @status so far, and --exit-status. */
int report_status(const struct findings *l, const struct options *opt, int status);

/*
 * Hides what is to be hidden, prints table or JSON, which has @chassis if it is
 * not NULL; returns the status.
 */
int report_print(struct findings *l, const struct options *opt,
		 const struct column_choice *columns, const struct chassis *chassis, int status);

#endif
