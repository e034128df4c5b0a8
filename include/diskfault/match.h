/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one record says: the table of message formats, and the matcher.
 *
 * A format matches a whole record, from its first byte to its last, or not at
 * all: unprivileged users get bytes of their own into kernel records (command
 * names, mount options), but nobody else's text both starts and ends like these.
 *
 * Nothing here remembers anything; what a line means after another is for the
 * coroutines in host.h and fs.h.
 */
#ifndef DISKFAULT_MATCH_H
#define DISKFAULT_MATCH_H

#include <diskfault/line.h>

#define DF_NAME_MAX	32	/* DISK_NAME_LEN of the kernel, terminator included */

/* SCSI address: host, channel, target, logical unit. */
struct df_hctl {
	u32 host;
	u32 channel;
	u32 target;
	u64 lun;
};

static inline bool df_hctl_equal(const struct df_hctl *a, const struct df_hctl *b)
{
	return a->host == b->host && a->channel == b->channel &&
	       a->target == b->target && a->lun == b->lun;
}

/* Takes "H:C:T:L", as the kernel writes it, off the front of *@s. */
bool df_take_hctl(struct df_span *s, struct df_hctl *hctl);

/* Writes "H:C:T:L" at @to (64 bytes at least); returns its length. */
size_t df_hctl_text(char *to, const struct df_hctl *hctl);

/* The classes of interface and sysfs, in their order there. */
enum df_class {
	DF_XFS_IO,
	DF_XFS_CORRUPTION,
	DF_XFS_SHUTDOWN,
	DF_MEDIUM,
	DF_HARDWARE,
	DF_TRANSPORT,
	DF_TIMEOUT,
	DF_IO,
	DF_OFFLINE,
	DF_FS_OTHER,
	DF_CLASSES
};

/* "xfs_io", "medium", ...: file name in sysfs, key in JSON. */
const char *df_class_name(enum df_class cls);

/* What a fault proves; a drive's verdict follows from all it has collected. */
enum {
	DF_SAYS_DRIVE = 1 << 0,		/* the medium or the drive's electronics */
	DF_SAYS_HOST = 1 << 1,		/* several drives of one host at once */
	DF_SAYS_PATH = 1 << 2,		/* link, cable, expander, adapter */
	DF_SAYS_CORRUPT = 1 << 3,	/* wrong content was read */
	DF_SAYS_IO = 1 << 4,		/* an I/O error, nothing more is known */
};

enum df_kind {
	DF_NOTHING,
	/* who is where */
	DF_HOST_NEW,		/* scsi host2: ...		hctl.host */
	DF_DISK_NEW,		/* a device answers at hctl	vendor model rev, is_disk */
	DF_DISK_TIED,		/* sd H:C:T:L: [sda] anything	hctl name */
	DF_DISK_BLOCKSIZE,	/* ... 4096-byte logical blocks	hctl name count */
	DF_DISK_SERIAL,		/* (SERIAL=...)			hctl word */
	DF_DISK_SLOT,		/* where it sits; sector: id of the enclosure, count: slot */
	DF_DISK_SAS,		/* sector: its SAS address */
	/* a failed command, told in parts */
	DF_CMD_RESULT,		/* begins one			hctl name tag cls says */
	DF_CMD_SENSE,		/* sense key			cls says */
	DF_CMD_ASC,		/* additional sense */
	DF_CMD_CDB,		/* lba blocks, if it reads or writes */
	DF_CMD_ASIDE,		/* begins a group that is no fault (cache flush on removal) */
	DF_CMD_TRIED,		/* its driver aborts it; without an address: that of the next CDB */
	DF_HOST_LOST,		/* what the host is behind is gone; says */
	DF_SESSION_LOST,	/* the target of iSCSI does not come back, nobody says whose */
	DF_BLOCK_ERROR,		/* name sector cls says; may be no fault at all */
	/* a fault of its own */
	DF_DISK_FAULT,		/* hctl and/or name, cls says */
	/* the same of a device that no line gives an address, by name */
	DF_DEV_NEW,		/* the name is given to a device that was not there */
	DF_DEV_FAULT,		/* cls says */
	DF_DEV_TIMEOUT,		/* sector: tag; count: queue; head: nothing is given up yet */
	DF_DEV_DOWN,		/* the device, and not one command */
	DF_DEV_NO_DISK,		/* what has the name is none, or the next line has */
	DF_DEV_SPARED,		/* what fails on it now has another reason; says: which, or 0 */
	DF_BLOCK_LEAD,		/* a failed command, before its block error; sector in its blocks */
	DF_BLOCK_ECHO,		/* what follows from one, after it */
	/* libata: port, and device where the line names one */
	DF_ATA_PORT,		/* a port is there */
	DF_ATA_TIED,		/* it is at hctl */
	DF_ATA_MODEL,		/* what sits there; word: its model */
	DF_ATA_PACKET,		/* that is a CD-ROM or the like */
	DF_ATA_MUTE,		/* what sits there does not answer to a reset; err */
	DF_ATA_EXCEPTION,	/* begins a report; flags: SError */
	DF_ATA_FAILED,		/* begins a failed command; says 0: of no disk */
	DF_ATA_CMD,		/* lba blocks tag; cls says, if it has them */
	DF_ATA_RES,		/* cls says */
	DF_ATA_ERROR,		/* cls says */
	DF_ATA_DONE,		/* ends the report */
	DF_ATA_LOST,		/* the device was given up; cls says */
	/* file systems */
	DF_FS_MOUNT,		/* name; word = UUID, if it says one */
	DF_FS_UMOUNT,
	DF_FS_IO,		/* name err, sector if has_sector; cls says */
	DF_FS_CORRUPT,		/* name, sector if it says one */
	DF_FS_SHUTDOWN,		/* name flags */
	DF_FS_COUNTS,		/* name, owner; count sector flags: writes, reads, flushes */
	/* about the log */
	DF_BOOT,		/* another boot of the machine begins */
	DF_SUPPRESSED,		/* count, site */
	DF_IGNORED,		/* known, and no fault */
};

/* Where records of one call site are rate-limited together. */
enum df_site {
	DF_SITE_NONE,
	DF_SITE_SCSI,		/* scsi_io_completion_action: 10 in 5 s over all disks */
	DF_SITE_BLOCK,		/* blk_print_req_error: the same */
	DF_SITE_XFS,		/* XFS buffer errors: 10 in 30 s per target */
	DF_SITES
};

/* Who printed a SCSI record: the driver named at its start. */
enum df_driver {
	DF_DRIVER_NONE,
	DF_DRIVER_SD,
	DF_DRIVER_SCSI,		/* no driver has bound yet, or any more */
	DF_DRIVER_OTHER,	/* sr, st, ses, ...: not about a disk */
};

struct df_event {
	enum df_kind kind;
	const struct df_record *rec;
	enum df_class cls;
	enum df_site site;
	enum df_driver driver;
	u32 says;		/* DF_SAYS_*; 0 with DF_BLOCK_ERROR: no fault */
	bool has_hctl;
	bool has_sector;
	bool is_disk;		/* DF_DISK_NEW: a type that we keep, and connected */
	bool textbook;		/* the simplified dialect */
	bool query;		/* DF_CMD_CDB: asks the drive something; no data is lost */
	bool head;		/* the first record of a report */
	bool after;		/* DF_FS_IO, DF_BLOCK_ECHO: a consequence of what was told before */
	bool assumed;		/* DF_FS_IO: the line names no errno */
	bool lone;		/* DF_CMD_*: no line before it has an address */
	bool told;		/* of a command that has been counted already */
	bool tried;		/* DF_CMD_CDB: of a command that is aborted */
	bool by_host;		/* DF_BLOCK_LEAD: the host has aborted the command */
	bool refused;		/* DF_CMD_SENSE: the drive does not do what it was asked for */
	bool vague;		/* DF_CMD_ASC: no more than the sense key has said */
	bool unfit;		/* DF_CMD_ASC: of a medium that is not there, or of another kind */
	bool optional;		/* DF_CMD_CDB: what not every drive has to do */
	bool cut;		/* DF_CMD_CDB: ends behind ->lba, and has no ->blocks for that */
	bool parted;		/* DF_CMD_ASIDE: the host could not reach it ... */
	bool gone;		/* ... as nothing is there any more (DF_CMD_RESULT too) */
	bool placed;		/* DF_DEV_FAULT: flags: enclosure, count: slot or port there */
	struct df_hctl hctl;
	char name[DF_NAME_MAX];	/* as printed; "" if none */
	char owner[DF_NAME_MAX];	/* of the file system, if it names another device too */
	s32 tag;		/* -1 if none */
	u32 port;		/* of libata */
	s32 device;		/* on that port; -1 if the line names none */
	u32 flags;		/* XFS shutdown flags, SError, result code, Emask */
	u32 count;		/* suppressed lines, block size, numblks */
	int err;		/* errno, positive */
	u64 sector;		/* 512-byte units: disk sector, or XFS daddr */
	u64 lba;		/* of the CDB, in logical blocks */
	u32 blocks;		/* of the CDB; 0 if it carries none */
	struct df_span word;
	struct df_span op;
	struct df_span vendor;
	struct df_span model;
	struct df_span rev;
};

enum df_verdict {
	DF_MATCH_NONE,		/* says nothing about disks */
	DF_MATCH_EVENT,
	DF_MATCH_REFUSED,	/* looks like a fault and is not to be believed */
};

/*
 * Which rows of the table a record of no known speaker can be: those that begin
 * with its first two bytes; and if it has a certain word of a row that begins with
 * free text, any.  Most records are of none, and on a busy machine trying every
 * row would be most of the work.
 */
#define DF_INDEX_ROWS	512
#define DF_INDEX_PAIRS	512	/* kinds of two bytes that are told apart */
#define DF_INDEX_WORDS	512	/* the same of words */

/* A row, and four bytes a little behind its beginning; 0: any. */
struct df_row_pick {
	u32 far;
	u32 row;
};

struct df_index {
	u16 start[DF_INDEX_PAIRS + 1];	/* in ->rows, by the kind of the first two bytes */
	struct df_row_pick rows[DF_INDEX_ROWS];
	u8 step[DF_INDEX_PAIRS];	/* from such a pair, where may a word end? */
	u32 words[DF_INDEX_WORDS / 32];	/* bit per kind of word */
	u16 common[DF_INDEX_PAIRS];	/* rows that have a pair of this kind */
	bool usable;			/* they had room, and words */
};

void df_index_init(struct df_index *x);

/*
 * Matches one record.
 *
 * @r: the record.  Only ->text is matched; a record of ours that has ->more is
 *     refused (no format of the table has a newline inside).
 * @any_writer: also believe records that a user wrote to /dev/kmsg (tests).
 * @ev: filled in for DF_MATCH_EVENT; its spans point into the record.
 *
 * A record whose level or facility is known must have those of the real
 * message.  Context: any; does not sleep or allocate.
 */
enum df_verdict df_match(const struct df_record *r, bool any_writer, struct df_event *ev);

/* The same in less time. */
enum df_verdict df_match_by(const struct df_index *x, const struct df_record *r, bool any_writer,
			    struct df_event *ev);

/*
 * True if @text, a line of its own within a record (not the first), would be
 * taken for a fault.  Such a record was made to deceive.
 */
bool df_match_forged(struct df_span text);

/* Reads like a line about a disk; asked of those that match nothing. */
bool df_match_disklike(struct df_span text);

/*
 * True if @text begins as a message of the table does; its end may be missing, or
 * stand on another line.
 */
bool df_match_begins(struct df_span text);

/*
 * The whole device of @name: "sda" for "sda1", "nvme0n1" for "nvme0n1p2" and
 * for the path "nvme0c0n1".  @disk: DF_NAME_MAX bytes.
 */
void df_whole_disk(char *disk, const char *name);

/* dm-3, md127, loop0: something that stands on disks and is none. */
bool df_is_volume(const char *name);

/* sr0, fd0, st0: its medium is not a drive's. */
bool df_is_removable(const char *name);

/* sda, sdab: a name that sd gives. */
bool df_is_scsi_name(const char *name);

/* ata3.00: what libata calls a drive. */
bool df_is_ata_name(const char *name);

#endif
