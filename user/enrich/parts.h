/* SPDX-License-Identifier: GPL-2.0 */
/* What machine.c is made of: one source of knowledge per file. */
#ifndef ENRICH_PARTS_H
#define ENRICH_PARTS_H

#include "conf.h"
#include "finding.h"

/* Each part is opened when it is needed first: a list of serials needs no mounts. */
struct machine {
	char *root;	/* "" or the directory of a recorded machine */
	struct udev_source *udev;
	struct mounts *mounts;
	struct slots *slots;
	struct last_seen *last_seen;
	struct conf *conf;	/* /etc/diskfault.conf */
	struct trouble conf_trouble;
	struct strs loops;	/* loop devices on files of mounted file systems */
	struct strs loop_numbers;	/* of those file systems */
	bool has_loops;
	struct strs hosts;	/* numbers of SCSI hosts */
	struct strs drivers;	/* of each of them, or "" */
};

/*
 * Directory of a block device in /sys, partitions too: "/sys/block/sda/sda1";
 * @file may be "".
 */
char *block_path(const char *root, const char *name, const char *file);
char *block_text(const char *root, const char *name, const char *file);
struct number block_number(const char *root, const char *name, const char *file);

/* Kernel names of all there are, volumes too. */
struct strs machine_all_blocks(const struct machine *m);

/* The kernel name of a device number ("8:1"), or NULL. */
char *block_of_number(const char *root, const char *number);

/* udev.c: the database of udev.  The only file that knows libudev. */
struct udev_source;
struct udev_entry;

struct udev_source *udev_source_open(const char *root);
void udev_source_close(struct udev_source *u);

/* What udev has of a block device by kernel name, or NULL. */
struct udev_entry *udev_entry(struct udev_source *u, const char *name);
void udev_entry_free(struct udev_entry *e);

/* "8:16", or NULL. */
const char *udev_number(const struct udev_entry *e);

/* A property, as safe text, or NULL. */
char *udev_value(const struct udev_entry *e, const char *key);

/* The shortest link below /dev/disk/by-path, or NULL. */
char *udev_by_path(const struct udev_entry *e);

/* When udev first saw it, in microseconds after boot. */
struct number udev_since(const struct udev_entry *e);

/* identity.c: serial, world wide name and model, and where each is known from. */
void identity_of(struct machine *m, struct finding *f, const char *name,
		 const struct udev_entry *udev);

/* The driver of the SCSI host that @hctl is on, or "". */
const char *machine_driver(struct machine *m, const char *hctl);

/* mounts.c: who mounts what. */
struct mounts;

struct mounts *mounts_open(const char *root);
void mounts_close(struct mounts *m);

/*
 * Adds where the device with @number is mounted, called @name or @label (NULL)
 * below /dev; *@fstype is set if it is.
 */
void mounts_of(const struct mounts *m, const char *number, const char *name, const char *label,
	       struct strs *where, char **fstype);

/*
 * What is mounted at @path: its device number, or where it has none of a device, as
 * btrfs, the path of its node; NULL if that is no mount point.
 */
const char *mounts_device_at(const struct mounts *m, const char *path);

/* Device number of the file system that a path is on, or NULL. */
const char *mounts_number_of_path(const struct mounts *m, const char *path);

/* topology.c: what stands on what. */

/*
 * What stands on @name goes to @f: ->holds from the drive up, and ->mounts.
 * @udev: what udev has of it, or NULL.
 */
void topology_above(struct machine *m, const char *name, const struct udev_entry *udev,
		    struct finding *f);

/* The disks at the bottom of the volume @name; partitions count as their disk. */
struct strs topology_leaves(struct machine *m, const char *name);

/* raid.c: arrays that must not lose another member, drives that are none. */
void raid_warn(struct machine *m, const char *name, struct finding *f);

/* Sentences about each degraded md array of the machine. */
struct strs raid_degraded(const char *root);

/*
 * The controller's name, if the SCSI device @name at @hctl is a volume that it
 * made; or NULL.  The text is the machine's.
 */
const char *raid_controller_of(struct machine *m, const char *name, const char *hctl);

/* lastseen.c: where one sat that has gone, from the kernel's log. */
struct last_seen;

struct last_seen *last_seen_open(const char *root);
void last_seen_close(struct last_seen *l);

/* Sets ->last_slot and ->last_enclosure, if the log tells. */
void last_seen_find(const struct last_seen *l, struct finding *f);

/* slot.c: where a drive sits. */
struct slots;

struct slots *slots_open(const char *root);
void slots_close(struct slots *s);

/* Sets ->slot, ->enclosure and what is known of the bay of @name. */
void slots_find(struct slots *s, const char *name, struct finding *f);

/* Kernel names of the drives in the bays before and after that of @f. */
struct strs slots_beside(struct slots *s, const struct finding *f);

/* The rest of ->bay: number, base, lights.  After slots_find(). */
void slots_detail(struct slots *s, struct finding *f);

#endif
