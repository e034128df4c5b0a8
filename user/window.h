/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What of a log was asked for (--since, --until, --boot, --newest), and where
 * reading begins because of it.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "command.h"
#include "play_entries.h"
#include "scan.h"
#include "source/notes.h"

struct window {
	struct scan_window of;
	u32 newest;		/* drives; 0: all */
	u64 tail;		/* with newest: so many bytes are looked at, for now */
};

/* 0, or STATUS_USAGE after it has said what is wrong. */
int window_take(struct window *w, const struct options *opt);

/* --newest of any subcommand; likewise.  0 in @newest: it was not given. */
int window_newest(const struct options *opt, u32 *newest);

struct window_start {
	int file;		/* the first that is read */
	u64 from;		/* place in it */
	int begin_file;		/* where the last w->tail bytes begin; -1: with all */
	u64 begin;
	u64 bytes;		/* read to find that out, ... */
	struct notes *notes;	/* ... and what was noted of each file: some have none */
	size_t n_notes;
	struct journal_part journal;
	u64 entries;		/* of the journal, read to find that out */
};

/* Finds where reading of @paths, one history, has to begin. */
void window_find(const struct window *w, char *const *paths, int n, struct window_start *start);

/* False: it loses what is read from it. */
bool window_is_file(const char *path);

/*
 * The same for a journal (@path NULL: this machine's) that is all there is to read;
 * after window_find().
 */
void window_find_journal(const struct window *w, const char *path, struct window_start *start);

void window_start_free(struct window_start *start);

#endif
