/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A log played through the engine of the module: records in, findings out.
 *
 *	s = scan_new(&how);
 *	scan_source(s, "kern.log", false);
 *	for each record: scan_record(s, &r, host, line);
 *	scan_finish(s);
 *	scan_findings(s, &found);
 *	scan_free(s);
 *
 * The sources are one history, in the order given.  A log may hold several
 * machines (a collector's): each has an engine of its own, so that the sda of
 * one is never the sda of another.  A line that names no host, or only
 * "localhost" (what a machine is called before it knows better), belongs to the
 * machine that spoke last.
 *
 * Memory is bounded whatever the log holds: so many machines, so many drives for
 * each, no line kept but those that tie a drive to its serial.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdio.h>

#include <diskfault/engine.h>

#include "finding.h"

struct scan;

/* Which faults count; what was before them still tells who is who. */
struct scan_window {
	bool has_since;
	bool has_until;
	s64 since_us;		/* microseconds since 1970 */
	s64 until_us;
	bool later;		/* none do before scan_begin() */
	bool of_boot;		/* those of one boot of each machine ... */
	u32 boot;		/* ... so many before the last */
};

struct scan_how {
	struct scan_window window;
	bool strict;		/* believe only what no local user can have written */
	bool chains;		/* remember the lines that lead to the serials */
	FILE *faults;		/* one struct scan_told for each fault, or NULL */
	/* Told of each record that reads like a disk's and is of no known format. */
	void (*puzzle)(const struct scan *s, const struct df_record *r);
};

/* One fault, for --explain. */
struct scan_told {
	u32 drive;		/* for scan_serial_of() */
	enum df_class cls;
	bool verified;
	u32 machine;		/* for scan_told_counts() */
	u32 boot;
	struct df_when when;
	u64 seq;
	u64 name_seq;
	u64 attach_seq;
	char name[DF_NAME_MAX];
	char text[DF_EVIDENCE_MAX];
};

struct scan *scan_new(const struct scan_how *how);
void scan_free(struct scan *s);

/* Somebody wants to be told of puzzles: no record may be passed over for its words. */
bool scan_wants_puzzles(const struct scan *s);

/* What the numbers of a source's records are. */
enum scan_numbers {
	SCAN_LINES,		/* lines of a file, from 1 */
	SCAN_RING,		/* of the ring, from 0 */
	SCAN_BYTES,		/* places in what is not read from its beginning, from 0 */
};

/* The next source begins. */
void scan_source(struct scan *s, const char *name, enum scan_numbers numbers);

/* From here on faults count (@how.window.later). */
void scan_begin(struct scan *s);

/* Was the last record one of after the window? */
bool scan_is_past(const struct scan *s);

/* Records of which nobody knows whether they are within the window: left out. */
u64 scan_undated(const struct scan *s);

/* Does the log hold the boot that was asked for? */
bool scan_has_boot(const struct scan *s);

/* After scan_finish(): is it a fault of the boot that was asked for? */
bool scan_told_counts(const struct scan *s, const struct scan_told *told);

/* There will be several sources: what two of them say alike is to count once. */
void scan_expect_echoes(struct scan *s);

/* @r: all but ->seq. */
void scan_record(struct scan *s, struct df_record *r, struct df_span host, u64 line);

/* @n records that say nothing about disks are read besides. */
void scan_passed_over(struct scan *s, u64 n);

/*
 * What comes now of @host is of the machine @id (32 digits of systemd): two of one
 * name are kept apart, and one that gets another name is the same.  False if there are
 * too many, and its records are to be left out.
 */
bool scan_machine_id(struct scan *s, struct df_span host, struct df_span id);

/*
 * What comes now of @host is of the boot @id (32 digits of journald, or whatever
 * tells boots apart).
 */
void scan_boot(struct scan *s, struct df_span host, struct df_span id);

/* @n records are missing here. */
void scan_lost(struct scan *s, u64 n);

/* A device that is there now that all records have been read. */
void scan_attach(struct scan *s, const struct df_identity *id);

/* Nothing was logged for a while: what is half told is counted as it is. */
void scan_idle(struct scan *s);

/* The same, and nothing comes any more. */
void scan_finish(struct scan *s);

/* Adds a finding for each drive with faults. */
void scan_findings(struct scan *s, struct findings *l);

/* Adds a finding for each drive with faults that this has not told of before. */
void scan_grown(struct scan *s, struct findings *l);

/*
 * After scan_findings(): the serial of a drive that was told of, or NULL, and
 * the record that says it (0: none does).
 */
const char *scan_serial_of(const struct scan *s, u32 drive, u64 *seq);

/* File and number of a record; -1 if @seq is of none. */
int scan_place(const struct scan *s, u64 seq, const char **file, u64 *number,
	       enum scan_numbers *numbers);

/* Text of a line that ties a drive, if it was kept; else NULL. */
const char *scan_tie(const struct scan *s, u64 seq);

/* Drives with faults that had to make room for others. */
u64 scan_forgotten(const struct scan *s);

/* Machines whose records were not read, because there were too many. */
bool scan_left_out(const struct scan *s);

#endif
