/* SPDX-License-Identifier: GPL-2.0 */
/* Which drives the user means: DISK on the command line. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "enrich/machine.h"
#include "finding.h"

/* Indices into findings. */
struct picked {
	size_t *p;
	size_t n;
	bool below;	/* they lie below what was named */
};

/*
 * Finds what @disk fits: a path, else H:C:T:L, else a kernel name, else diskN or
 * volumeN, else a serial or world wide name; the first of these that fits
 * anything decides.  Several may fit: a name that a drive had and another has.
 * Where nothing fits, it may be a volume, a mount point or a controller: then it is
 * the drives below.
 */
void resolve(struct picked *picked, const struct findings *l, struct machine *m,
	     const char *disk);
void picked_free(struct picked *picked);

#endif
