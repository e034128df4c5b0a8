/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the machine knows of a drive now and the log does not: size, world wide
 * name, slot, path, mount points, the drives below a volume.
 */
#ifndef ENRICH_MACHINE_H
#define ENRICH_MACHINE_H

#include "finding.h"

struct machine;

/* @root: "" or the directory of a recorded machine. */
struct machine *machine_open(const char *root);
void machine_close(struct machine *m);

/* Fills in what @f lacks; leaves it alone if it is not there any more. */
void machine_enrich(struct machine *m, struct finding *f);

/* The drives below each volume, with what @l knows of them. */
void machine_candidates(struct machine *m, struct findings *l);

/* Whole disk that a path leads to ("sda" for a by-id link), or NULL. */
char *machine_disk_of_path(struct machine *m, const char *path);

#endif
