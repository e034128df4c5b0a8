/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The engine: records go in one by one, faults come out.  The module and the
 * command both drive this and nothing else.
 *
 *	df_engine_init(e, hosts, n, max_entries);
 *	for each record:
 *		if (df_engine_wants_disk(e))
 *			df_engine_give_disk(e, new disk);
 *		if (df_engine_wants_path(e))
 *			df_engine_give_path(e, new path);
 *		for (f = df_engine_record(e, &r); f; f = df_engine_next(e))
 *			... f has been counted on f->disk ...
 *		while ((d = df_engine_reap(e)))
 *			... d has left the table: free it ...
 *
 * df_engine_idle() when nothing was logged for a while (the core has no clock),
 * df_engine_lost() where records are missing: each followed by the same inner
 * loop.  df_engine_boot() where the machine was booted, if the adapter knows of
 * it: the engine knows the kernel's first line itself, and twice is no harm.
 * df_engine_close() counts what is still open and ends all coroutines; who wants
 * to be told of those faults calls df_engine_end() first, with the same inner loop.
 *
 * The engine is itself a coroutine: it is sent inputs, passes them on to the
 * hosts' coroutines and that of file systems, and yields each fault after it
 * was counted.  A fault is valid until the engine is entered again.
 *
 * Context: any; serialised by the caller (the module: one mutex); does not
 * sleep, allocate or recurse.  All memory is the caller's.
 */
#ifndef DISKFAULT_ENGINE_H
#define DISKFAULT_ENGINE_H

#include <diskfault/ata.h>
#include <diskfault/fs.h>
#include <diskfault/host.h>

#define DF_BURST	10		/* records of one call site ... */

/* A rate limit of the kernel's, seen from outside. */
struct df_burst {
	struct df_when last[DF_BURST];
	u32 seen;
};

/* The SCSI device that the last record was about. */
struct df_spoken {
	u64 seq;			/* of that record; 0: there is none */
	bool result;			/* it began a failed command ... */
	enum df_class cls;		/* ... of this class */
	u32 says;			/* DF_SAYS_*, likewise */
	bool rejected;			/* it refused one, being offline */
	bool nowhere;			/* the result was told, by a name alone or by none */
	struct df_hctl hctl;
	char name[DF_NAME_MAX];
};

/* Is libata's coroutine to be given this input, or asked for more? */
enum df_ask {
	DF_ASK_NOT,
	DF_ASK_FIRST,
	DF_ASK_NEXT,
};

struct df_engine {
	CO_FRAME(const struct df_record *, const struct df_fault *);
	struct df_table table;
	struct df_fs fs;
	struct df_ata ata;
	struct df_index index;		/* made when there was use for it */
	u64 strangers;			/* records of no known format */
	struct df_host *hosts;		/* the caller's */
	u32 n_hosts;
	bool any_writer;		/* believe records written to /dev/kmsg */
	u64 suppressed;			/* sum of "N callbacks suppressed" */
	u64 understood;			/* records that tell of a disk, a host, a file system */
	u64 refused;			/* records not to be believed */
	bool unknown;			/* the last record was of no known format */
	struct df_burst bursts[DF_SITES];
	bool stamped;			/* records of this log can be verified */

	u64 attended;			/* the last record that a host or libata was sent */
	struct df_spoken spoken;
	struct df_when heard;		/* when the last record came */
	struct df_when died;		/* when a controller of USB did */
	struct df_when session;		/* when one of iSCSI was given up */
	u64 tried;			/* record of an aborted command whose CDB is to come */

	/* where the body stands */
	int lost;			/* the error thrown at its pause */
	bool ends;			/* what is open does, with this input ... */
	bool boots;			/* ... and when that has been told, a boot is over */
	enum df_ask ata_turn;
	u32 turn, turns;		/* the host being served, and where to stop */
	bool entered;			/* it has been given this input */
	bool begins;			/* its frame is to be begun anew first ... */
	u32 newcomer;			/* ... for the host of this number */
	struct df_event ev;
	struct df_fault fault;
	const struct df_fault *told;
};

/*
 * @hosts: @n_hosts frames, zeroed (at least 1); when more hosts speak than there
 * are frames, the one silent longest is closed.  @max: entries of the table.
 */
void df_engine_init(struct df_engine *e, struct df_host *hosts, u32 n_hosts, u32 max);

/* Does the table want a spare disk, a spare path?  Give it one, zeroed. */
bool df_engine_wants_disk(const struct df_engine *e);
bool df_engine_wants_path(const struct df_engine *e);
void df_engine_give_disk(struct df_engine *e, struct df_disk *d);
void df_engine_give_path(struct df_engine *e, struct df_path *p);

/*
 * The first fault that follows from this input, or NULL.  The record and its
 * bytes must stay until df_engine_next() has returned NULL.
 */
const struct df_fault *df_engine_record(struct df_engine *e, const struct df_record *r);
const struct df_fault *df_engine_idle(struct df_engine *e);
const struct df_fault *df_engine_lost(struct df_engine *e);

/*
 * What comes now is of another boot: what is open is counted as it is, and no
 * address, name, mount or moment of before leads into it.  Drives keep their
 * faults.  Devices that the adapter has attached stay where they are.
 */
const struct df_fault *df_engine_boot(struct df_engine *e);

/* Nothing comes any more: what is open is told as it is, before df_engine_close(). */
const struct df_fault *df_engine_end(struct df_engine *e);

/* The next fault of the same input, or NULL: it may be fed again. */
const struct df_fault *df_engine_next(struct df_engine *e);

/* Ends all coroutines; what was half told is counted as it is. */
void df_engine_close(struct df_engine *e);

/*
 * A SCSI device is there, or has gone.  The records before that moment must have
 * been fed.  df_engine_attach(): false if there was no room.
 */
bool df_engine_attach(struct df_engine *e, const struct df_identity *id);
void df_engine_detach(struct df_engine *e, const struct df_hctl *hctl);

/* Acknowledge the faults of @d.  It may leave the table by this. */
void df_engine_clear(struct df_engine *e, struct df_disk *d);

/* A disk that has left the table, now the caller's, or NULL. */
struct df_disk *df_engine_reap(struct df_engine *e);

/*
 * After df_engine_close(): gives back all memory.  Then df_engine_reap() returns
 * each disk ever given, df_engine_take_path() each path, and NULL at the end.
 */
void df_engine_empty(struct df_engine *e);
struct df_path *df_engine_take_path(struct df_engine *e);

#endif
