/* SPDX-License-Identifier: GPL-2.0 */
/* Logs that are not lines of text (see entries.h, journal.h) played into a scan. */
#ifndef PLAY_ENTRIES_H
#define PLAY_ENTRIES_H

#include "scan.h"
#include "source/entries.h"
#include "source/journal.h"

/* Returns 0, or -1 if it could not be read to its end; then @t says why. */
int play_entries(struct scan *s, struct bytes *in, struct trouble *t);

/* @path: a journal file or a directory of them; NULL: this machine's journal. */
int play_journal(struct scan *s, const char *path, struct trouble *t);

#endif
