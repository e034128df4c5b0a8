/* SPDX-License-Identifier: GPL-2.0 */
/*
 * scan --follow: the last of the sources goes on, and each new fault is told as it
 * comes.  Of a text file what is there already is played by all cores, as without;
 * everything else is read from its beginning as if it had just been written.
 */
#ifndef PURSUE_H
#define PURSUE_H

#include "output/output.h"
#include "play.h"
#include "play_entries.h"
#include "source/inputs.h"

struct pursuit;

/*
 * @newest: of the drives that have faults already only so many are told of; 0: all.
 * What is given must stay.
 */
struct pursuit *pursuit_new(struct options *opt, const struct column_choice *columns,
			    const struct inputs *files, u32 newest);
void pursuit_free(struct pursuit *p);

/* Is @file what goes on?  NULL: the running kernel's log, if no file was named, or the journal. */
bool pursuit_is_of(const struct pursuit *p, const struct input *file);

/*
 * Plays what is there of the file that goes on, as @how says; again, if it was done
 * before.  Returns STATUS_OK, or STATUS_FAILURE after it has said why.
 */
int pursuit_begin(struct pursuit *p, struct scan *s, const struct play_how *how);

/*
 * Tells of what was played into @s, and goes on until it is time to end.  @part: of a
 * journal.  @whole: no fault before was left out.  Returns as pursuit_begin().
 */
int pursuit_go_on(struct pursuit *p, struct scan *s, const struct journal_part *part,
		  bool whole);

/* Was any fault told of? */
bool pursuit_has_told(const struct pursuit *p);

#endif
