/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lines of the kernel's log that tell of faults which the module has counted:
 * it keeps the last one of each drive, a ticket needs more.
 */
#ifndef WITNESS_H
#define WITNESS_H

#include "finding.h"

/*
 * Gives each finding that has faults, where its log can be read, the lines that
 * tell of them, with their times and the oldest first: the first one and the
 * newest, so many are left out.  They are those of the kernel's ring, or of the
 * journal of systemd where that has more of them.  @root: "" or the directory of a
 * recorded machine.  Where there are none, the evidence stays as it is.
 */
void witness_faults(struct findings *l, const char *root);

#endif
