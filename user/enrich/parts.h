/* SPDX-License-Identifier: GPL-2.0 */
/* What machine.c is made of: one source of knowledge per file. */
#ifndef ENRICH_PARTS_H
#define ENRICH_PARTS_H

#include "finding.h"

/* udev.c: the database of udev.  The only file that knows libudev. */
struct udev_source;

struct udev_source *udev_source_open(const char *root);
void udev_source_close(struct udev_source *u);

struct udev_facts {
	char *wwn;		/* 0x..., as lsblk prints it */
	char *serial;		/* short form */
	char *model;
	char *by_path;		/* /dev/disk/by-path/... */
};

void udev_source_facts(struct udev_source *u, const char *name, struct udev_facts *facts);
void udev_facts_free(struct udev_facts *facts);

/* mounts.c: who mounts what, by device number. */
struct mounts;

struct mounts *mounts_open(const char *root);
void mounts_close(struct mounts *m);

/* Adds where @name, its partitions and what stands on them are mounted. */
void mounts_of(struct mounts *m, const char *root, const char *name, struct strs *where);

/* slot.c: the bay of a SCSI device. */
void slot_of(const char *root, const char *name, char **slot, char **enclosure);

#endif
