/* SPDX-License-Identifier: GPL-2.0 */
/* --scrub: who the drives are is hidden, everything else stays. */
#ifndef SCRUB_H
#define SCRUB_H

#include "finding.h"

/* What stands where a serial stood. */
#define HIDDEN	"(hidden)"

/*
 * Hides serials and world wide names, wherever they stand, in paths and in the
 * text of the log too.
 */
void findings_scrub(struct findings *l);

#endif
