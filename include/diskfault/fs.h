/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The coroutine of file systems: lines that belong to no host.
 *
 * XFS names the device it is mounted on.  On a whole disk or a partition that is
 * a drive, by the name tie of that moment; on dm, md and loop it is a volume,
 * whose finding carries the drives that may lie under it.  The coroutine is
 * therefore also sent every block fault that the hosts yield, keeps the last of
 * them, and does the arithmetic: disk sector = XFS daddr + start of the volume,
 * constant per file system.
 *
 * Devices without a SCSI host are its business too.  What NVMe says of a failed
 * command comes before the block error of the same command, and the page cache,
 * md and multipath tell of it afterwards: it is counted once.
 *
 *	df_fs_begin(fs, table);			start it, or start it anew
 *	co_send(df_fs, fs, said);		an event or a fault; yields a fault or NULL
 *	co_throw(df_fs, fs, -EOVERFLOW);	loss: what is half way through is over
 *	co_close(df_fs, fs);
 *
 * Context: any; serialised by the caller; does not sleep or allocate.
 */
#ifndef DISKFAULT_FS_H
#define DISKFAULT_FS_H

#include <diskfault/coroutine.h>
#include <diskfault/disk.h>

#define DF_WINDOW	64		/* block faults remembered */
#define DF_SPARED	8	/* refusals remembered */
#define DF_BLAMED	16	/* faults of volumes, and members of arrays; powers of two */
#define DF_MOUNTS	64		/* file systems remembered */

struct df_said {
	const struct df_event *ev;	/* a record about a file system, or NULL */
	const struct df_fault *fault;	/* a fault of a drive, or NULL */
};

/* What told of a fault of a device. */
enum df_teller {
	DF_TOLD_COMMAND,	/* its failed command, by the block error or by SCSI */
	DF_TOLD_LEAD,		/* the driver, and the block error is still to come */
	DF_TOLD_TIMEOUT,	/* the driver; sector: tag and queue */
	DF_TOLD_DOWN,		/* the driver, of the whole device */
	DF_TOLD_PLACE,		/* its controller, by the place where it sits */
	DF_TOLD_ECHO,		/* somebody above it, and nobody else so far */
};

/* What is remembered of one fault of a device. */
struct df_struck {
	struct df_disk *disk;
	struct df_when when;
	u64 sector;
	enum df_teller teller;
	bool has_sector;		/* of the disk, for arithmetic */
	bool over;			/* what it waited for has come */
	bool alone;			/* one line told of it: its command may follow */
	u64 volume;			/* id of the last one that it was held against */
};

/* What is remembered of one fault of a volume: a drive may be told of after it. */
struct df_blamed {
	struct df_disk *volume;
	struct df_when when;
	u64 sector;
	bool exact;
};

/* md names the member that failed, and the array. */
struct df_member {
	char array[DF_NAME_MAX];
	struct df_disk *disk;
};

/* A device that refused for a reason of its own (no space): no fault follows. */
struct df_spared {
	char name[DF_NAME_MAX];		/* of the whole disk */
	struct df_when when;
	bool any;			/* ... and so does whatever fails on it now */
	u32 says;			/* DF_SAYS_* of that; 0: it is no fault */
};

/* What is remembered of one file system, by the name it has in the log. */
struct df_mount {
	char name[DF_NAME_MAX];
	char uuid[40];
	u64 last_seq;
	bool shut;			/* its shutdown has been told */
	bool barred;			/* ... and it was not for an I/O error */
	bool io;			/* it had an I/O error since it was mounted */
	bool corrupt;			/* it had a corruption */
	bool counted;			/* failed has been told */
	u64 failed;			/* by Btrfs, of a device: what it has failed to do */
	struct df_when io_when;
	struct df_when corrupt_when;
};

struct df_fs {
	CO_FRAME(struct df_said, const struct df_fault *);
	struct df_table *table;
	int lost;
	struct df_struck window[DF_WINDOW];
	u32 struck;			/* faults ever put into the window */
	bool noted;			/* the fault that is out is in it already */
	struct df_disk *learnt;		/* of this drive more is known by this input, or NULL */
	struct df_mount mounts[DF_MOUNTS];
	struct df_spared spared[DF_SPARED];
	u32 sparing;
	struct df_when no_disk;		/* the line after this one is about none of ours */
	struct df_blamed blamed[DF_BLAMED];
	u32 blaming;
	struct df_member members[DF_BLAMED];
	u32 joining;
	struct df_when md_when;		/* md could not write to one that it did not name */
	bool tied;			/* a volume has candidates: they need mending */
	struct df_fault fault;
};

/* A frame of any content, or zeros, to the first pause; it knows of nothing. */
void df_fs_begin(struct df_fs *fs, struct df_table *table);

int df_fs(struct df_fs *fs);

/*
 * A block error of @d, a device of no host: has its driver told of the same command
 * before?  Then it has been counted.
 */
bool df_fs_was_told(struct df_fs *fs, struct df_disk *d, const struct df_event *ev);

/*
 * A command of which no block error came at its end: was it told before, because the
 * collector turned the order round?  Then it adds no fault, but what it says of the cause.
 */
bool df_fs_was_led(struct df_fs *fs, const struct df_fault *f);

/*
 * Has a drive certainly failed in this moment?  What @ev says of a volume is then that
 * drive's: multipath hands on what its path has told.
 */
bool df_fs_is_passed_up(const struct df_fs *fs, const struct df_event *ev);

/*
 * A command that a drive has failed: has a RAID controller told of that sector before,
 * and where the drive sits that failed it?  Then the volume is that drive, and nothing
 * besides; it is known by its place alone so far.
 */
struct df_disk *df_fs_was_placed(struct df_fs *fs, const struct df_fault *f);

/* Some disk has merged or died: mend what the frame holds. */
void df_fs_mend(struct df_fs *fs);

#endif
