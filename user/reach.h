/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How far back a log has to be read: from its end towards its beginning, block by
 * block, no further than the answer needs.
 *
 * That is, to where the window begins, and from there on until it is known for
 * every fault in it who it is about: the line that ties its name to an address,
 * then the one by which a drive was attached there, behind which its serial is
 * said.  A line that announces the host, or a boot, ends the search as well:
 * nothing before it holds any more.
 */
#ifndef REACH_H
#define REACH_H

#include "scan.h"
#include "source/bytes.h"
#include "source/fields.h"
#include "source/notes.h"

struct reach;

/*
 * @window: of the faults that count.  @tail: with window->later the faults of the
 * last @tail bytes count, or records of a journal.
 */
struct reach *reach_new(const struct scan_window *window, u64 tail);
void reach_free(struct reach *r);

/*
 * Looks into @in, a plain file; call it for the last file of a history first, and
 * then for those before it.  Returns 1 if reading may begin at @from in this one,
 * 0 if the file before is needed too, or a negative errno.  @notes: of what it has
 * read; empty before.
 */
int reach_into(struct reach *r, struct bytes *in, u64 *from, struct notes *notes);

/*
 * Looks at one record of a journal; call it for the last one first, and then for
 * those before it.  True if nothing before it is needed.
 */
bool reach_entry(struct reach *r, const struct entry *e);

/* Bytes that were read so far. */
u64 reach_bytes(const struct reach *r);

/* Where in the last file that was looked into the last @tail bytes begin. */
u64 reach_tail(const struct reach *r);

#endif
