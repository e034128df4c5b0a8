/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the machine knows of a drive now and the log does not: serial, size,
 * world wide name, bay, what stands on it and where that is mounted, the drives
 * below a volume.  Opens no device node and wakes no disk.
 */
#ifndef ENRICH_MACHINE_H
#define ENRICH_MACHINE_H

#include "finding.h"

struct machine;
struct mounts;
struct slots;
struct udev_source;

/* What is asked for: each costs some files for each drive. */
enum {
	WANT_NAMES = 1 << 0, /* world wide name, by-path link, firmware */
	WANT_SIZE = 1 << 1, /* and the kernel's own counters */
	WANT_SLOT = 1 << 2,
	WANT_BAY = 1 << 3, /* all that is known of the bay, and its place */
	WANT_HOLDS = 1 << 4, /* what stands on it, mounts, warnings */
	WANT_LOG = 1 << 5,	/* not of the machine: all that the module knows */
	WANT_ALL = (1 << 6) - 1,
};

/* @root: "" or the directory of a recorded machine. */
struct machine *machine_open(const char *root);
void machine_close(struct machine *m);

/* The parts of a machine, opened when they are needed first. */
struct udev_source *machine_udev(struct machine *m);
struct mounts *machine_mounts(struct machine *m);
struct slots *machine_slots(struct machine *m);

/* What is wrong with /etc/diskfault.conf, or NULL.  The text is the machine's. */
const char *machine_conf_wrong(struct machine *m);

/* Serial and model, if the log has not told them. */
void machine_identify(struct machine *m, struct finding *f);

/*
 * Fills in what @f lacks; of one that is not there any more only what is known
 * without it.
 */
void machine_enrich(struct machine *m, struct finding *f, unsigned int wants);

/*
 * Adds the disks that there are and @l does not know: of those without SCSI the
 * module hears only when they fail.
 */
void machine_add_others(struct machine *m, struct findings *l);

/* The drives below each volume, the worst first, with what @l knows of them. */
void machine_candidates(struct machine *m, struct findings *l);

/* Whom the serial or the world wide name does not tell apart: compares all. */
void findings_doubt(struct findings *l);

/*
 * The drives that must stay when @f is pulled: those that share a volume with
 * it, and those beside it; where its bay is not known, all others.
 */
void machine_neighbours(struct machine *m, const struct findings *l, struct finding *f);

void machine_chassis(struct machine *m, struct chassis *chassis);

/* The digits: of 0x5000c500a1b2c3d4, naa.5000c500a1b2c3d4 and eui.0025385b01405d4e. */
const char *wwn_digits(const char *wwn);

/* The serial in a file vpd_pg80 of /sys, or NULL. */
char *machine_serial_in_page(const char *path);

/* Whole disk that a path leads to ("sda" for a by-id link), or NULL. */
char *machine_disk_of_path(struct machine *m, const char *path);

/*
 * Kernel names of what @what stands for, if it is no drive's name: what is mounted
 * there, a volume by kernel name, by its name in /dev/mapper or as GROUP/NAME, the
 * namespaces of an NVMe controller; "/dev/" may stand before it.
 */
struct strs machine_blocks_named(struct machine *m, const char *what);

/* The disks that there are, by kernel name: no volumes, no hidden paths. */
struct strs machine_disks(struct machine *m);

/* The name under which @f is there now, or NULL.  Of @f. */
const char *machine_name_of(const struct machine *m, const struct finding *f);

#endif
