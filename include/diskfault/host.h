/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One coroutine per SCSI host, and under it one per open command.
 *
 * A failed command is told in up to five records (Result, Sense Key, Add.
 * Sense, CDB, block error), and those of several commands and drives interleave.
 * The command's coroutine knows their sequence; the host's knows the addresses
 * and routes each record to its command: by address and tag, a block error by
 * name and the sector range of the CDB.
 *
 *	co_next(df_host, h);			start it
 *	co_send(df_host, h, ev);		one event; yields a fault or NULL
 *	co_next(df_host, h) ...			while it yields faults; NULL: more please
 *	co_send(df_host, h, NULL);		idle: what is open is over
 *	co_throw(df_host, h, -EOVERFLOW);	records were lost here: the same
 *	co_close(df_host, h);			then df_host_left() for what was open
 *
 * A command is over with its block error, when its tag starts anew, at idle,
 * loss and close; what is known by then is counted, nothing is dropped.
 *
 * Context: any; serialised by the caller; does not sleep or allocate.
 */
#ifndef DISKFAULT_HOST_H
#define DISKFAULT_HOST_H

#include <diskfault/coroutine.h>
#include <diskfault/disk.h>

#define DF_COMMANDS	16	/* open at once per host; one real log had 8 */

struct df_command {
	CO_FRAME(const struct df_event *, const struct df_fault *);
	struct df_hctl hctl;
	s32 tag;			/* -1: it has none */
	bool used;			/* open, or over and not yet told */
	bool over;			/* its block line has come */
	bool aside;			/* a group that is no fault */
	bool asked;			/* ... and what has come of it will be a line of its own */
	bool answered;			/* such a line has come */
	bool tried;			/* aborted, and maybe sent anew; it has no end */
	bool told;			/* libata's word of it has been counted */
	bool offline;			/* nothing but "offline" was said of it yet */
	bool sensed;			/* its sense key has come */
	bool ranged;			/* its CDB has come */
	bool failed;			/* something said that it failed */
	bool harmless;			/* something said that it is no fault */
	bool gone;			/* nothing is there, says its host */
	bool refused;			/* the drive does not do that ... */
	bool optional;			/* ... and need not */
	u32 opened;			/* in what order */
	u32 block_size;			/* of the drive, bytes; 0 unknown */
	struct df_fault fault;
};

struct df_host {
	CO_FRAME(const struct df_event *, const struct df_fault *);
	struct df_table *table;
	u32 number;			/* of the host */
	bool used;
	u64 last_seq;			/* when it was last spoken to */
	int lost;			/* the error thrown at its pause */
	u32 opening;
	struct df_command *told;	/* its fault is out */
	const struct df_fault *telling;
	struct df_command commands[DF_COMMANDS];
	struct df_fault fault;		/* one that no command tells of */
	bool fault_ready;
	struct df_disk *aborted;	/* the last drive of which a command was aborted */
	struct df_when aborted_when;
	struct df_disk *suspect;	/* the last drive with a path or unknown fault */
	struct df_when suspect_when;
	struct df_disk *early_disk;	/* of commands that were told before their end: */
	u32 early;			/* how many */
	struct df_when early_when;
};

int df_host(struct df_host *h);

/* What was open at close: the faults one by one, then NULL. */
const struct df_fault *df_host_left(struct df_host *h);

/* A failed command of @d is being told, and not counted yet. */
bool df_host_awaits(const struct df_host *h, const struct df_disk *d);

/*
 * What the additional sense @asc makes of a sense key, of which *@cls and *@says are:
 * tells if it is less the drive's fault than the key said.
 */
bool df_host_relents(enum df_class *cls, u32 *says, const struct df_event *asc);

/* A command of any of its drives has failed, and is not counted yet. */
bool df_host_is_telling(const struct df_host *h);

/* Some disk has merged or died: mend what the frame holds. */
void df_host_mend(struct df_host *h);

#endif
