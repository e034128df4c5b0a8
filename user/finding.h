/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is known of one drive that was hurt.  There are two makers of findings,
 * the reader of sysfs (source/sysfs.c) and the scan of a log (scan.c), and two
 * writers, tables and JSON (output/); all of them meet in this struct.
 *
 * Every string is text already (safe_text()), NULL when it is not known.
 */
#ifndef FINDING_H
#define FINDING_H

#include <diskfault/disk.h>

#include "text.h"

/* A number that may be unknown. */
struct number {
	bool known;
	u64 value;
};

static inline struct number number_of(u64 value)
{
	return (struct number){ true, value };
}

struct moment {
	bool has_wall;
	s64 wall_us;	/* since 1970, UTC */
	struct number mono_us;	/* since boot */
	struct number record;	/* of the log */
};

struct candidate {
	char *serial;
	char *name;
	u64 faults;
	enum df_cause cause;
	char *slot;
};

/* Something that stands on a drive: a partition, a volume, on any level. */
struct standing {
	char *name; /* sda1, dm-3, md0 */
	char *kind; /* part, lvm, crypt, mpath, raid1, bcache, loop, dm */
	char *label; /* vg-data, what it is called below /dev/mapper */
	char *fstype; /* xfs, swap, LVM2_member */
	unsigned int depth;	/* 1: directly on the drive */
	struct strs mounts;	/* [SWAP] if it is in use as that */
};

/* Where a drive sits, beyond the name of its bay. */
struct bay {
	const char *source; /* ses, sas, pci; NULL: not known */
	struct number number;
	struct number base;	/* from which the numbers of that enclosure count */
	char *enclosure_id; /* 0x5003048...: stays when bus ids change */
	char *enclosure_make;
	char *location; /* rack, shelf and bay, as diskfault.conf calls them */
	char *dir; /* in /sys, if the bay has lights */
	struct number locate;	/* are they on? */
	struct number fault;
};

/* A drive that must stay when this one is pulled. */
struct neighbour {
	char *serial;
	char *name;
	char *slot;
	const char *why;
};

/* The machine itself, for the way to it. */
struct chassis {
	char *host;
	char *product;
	char *serial;
	bool serial_hidden;	/* there may be one, for root */
	char *location;
};

struct evidence {
	char *file;
	struct number line;
	struct moment when;
	char *text;
};

/* What is new of a drive since it was told of last. */
struct growth {
	u64 faults[DF_CLASSES];
	u64 total;
	bool at_least;		/* some may have been lost */
};

enum presence { PRESENCE_UNKNOWN, PRESENT, GONE };

struct finding {
	char *entry; /* of the class: disk3; NULL from a log */
	char *host; /* machine, if the log names one */
	char *serial;
	const char *serial_source;
	const char *serial_from; /* the same in more words, or NULL */
	bool serial_unique;
	char *serial_doubt; /* why it identifies nothing */
	enum df_disk_kind kind;
	char *vendor;
	char *model;
	char *rev;
	char *wwid;
	char *wwn;
	const char *wwn_source;
	char *wwn_doubt;
	const char *model_source;
	struct number size;
	struct strs hctl;
	struct strs names;
	struct strs names_then;
	enum presence present;
	char *slot;
	char *enclosure;
	char *path;
	struct bay bay;
	char *last_slot; /* where it sat when it was last there */
	char *last_enclosure;
	char *sas_address; /* as the log gives it */
	char *port; /* of the board, if that is all there is: ata3 */
	char *label;		/* of a volume, below /dev/mapper */
	char *made_as;		/* and what it is: lvm, raid5, mpath, ... */
	struct standing *holds;
	size_t n_holds;
	struct strs mounts;
	struct strs warnings;
	bool must_stay;		/* an array has no other member to spare */
	bool of_controller;	/* a volume that a RAID controller made: no drive */
	struct neighbour *neighbours; /* show only */
	size_t n_neighbours;
	enum df_cause cause;
	bool lower_bound;
	bool verified;
	u64 faults[DF_CLASSES];
	u64 total;
	struct growth grown; /* from scan_grown() only */
	struct moment first;
	struct moment last;
	struct number last_sector;
	char *last_name;
	struct candidate *candidates;
	size_t n_candidates;
	struct evidence *evidence; /* the fault first, then what leads to the serial */
	size_t n_evidence;
	size_t evidence_left_out;	/* lines of the log that are not among them */
	struct number ioerr_cnt;	/* of the SCSI device: they prove nothing */
	struct number iotmo_cnt;
	bool evidence_hidden;	/* there is some, for root */
};

/* Where findings come from: the "source" of the JSON. */
enum finding_source { FROM_SYSFS, FROM_SCAN, FROM_LEDGER };

/* What became of the records of the log. */
struct log_counts {
	struct number read;
	struct number skipped;
	struct number lost;
	struct number suppressed;
	struct number refused;
};

struct findings {
	enum finding_source source;
	struct log_counts log;
	struct finding *p;
	size_t n;
};

/* A new, empty finding at the end.  Moves the others. */
struct finding *findings_add(struct findings *l);
void findings_free(struct findings *l);

/* What @f owns, not @f itself. */
void finding_free(struct finding *f);
void standing_free(struct standing *s);

/* Drops those for which @keep is false. */
void findings_filter(struct findings *l, bool (*keep)(const struct finding *));

/* Drops all but the first @n. */
void findings_cut(struct findings *l, size_t n);

/* Certain ones first, then by number of faults, then the newest. */
void findings_sort_worst(struct findings *l);

/* The newest fault first. */
void findings_sort_newest(struct findings *l);

bool finding_has_faults(const struct finding *f);

/* The three classes of XFS. */
u64 finding_xfs(const struct finding *f);

void chassis_free(struct chassis *chassis);

/* The candidate is the caller's to complete, until the next is added. */
struct candidate *finding_add_candidate(struct finding *f, const char *serial, const char *name,
					u64 faults);
struct standing *finding_add_holds(struct finding *f);
void finding_add_neighbour(struct finding *f, const struct neighbour *neighbour);

/* Takes over @text; says nothing twice. */
void finding_warn(struct finding *f, char *text);

/* Takes over @text, and @file, which may be NULL.  The rest is the caller's to fill in. */
struct evidence *finding_add_evidence(struct finding *f, char *file, struct number line,
				      char *text);

/* All that it has. */
void finding_drop_evidence(struct finding *f);

#endif
