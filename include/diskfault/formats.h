/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of message formats: what the kernel prints, as data.
 *
 * A format is written like the printk() it stands for.  One blank stands for one
 * or more; blanks at the end of a record do not count.  Conversions:
 *
 *	%w	any text, at least one byte, up to what follows in the format
 *	%W	the same, kept as the word of the event
 *	%O	the same, kept as its operation
 *	%R	the rest of the record, kept as its word
 *	%*	the rest of the record, even nothing
 *	%s	one word of letters, digits and "_-./!"
 *	%n	a device name			%u	a number, maybe with a sign
 *	%l	a sector, decimal		%x	a hexadecimal number
 *	%L	a sector, hexadecimal		%c	a count
 *	%e	an errno, with or without sign	%f	flags, hexadecimal
 *	%1 %2 %3 %4	host, channel, target and logical unit, decimal
 *	%h	the name of an IDE disk
 *	%D	a device name as Btrfs puts it, maybe with a state
 *	%j	a journal: the name of a device, maybe with an inode
 *	%M	major:minor, as the name of the disk that it certainly is
 *	%K	the same in two hexadecimal numbers, "08:11"
 *	%E	a drive behind a RAID controller, by its enclosure and slot there
 *	%P	the same, by the port that it hangs on
 *
 * Rows are tried in their order, so the more exact one stands first.
 */
#ifndef DISKFAULT_FORMATS_H
#define DISKFAULT_FORMATS_H

#include <diskfault/match.h>

/* Who speaks: the beginning of the record, taken off before the rows are tried. */
enum df_speaker {
	DF_BY_SCSI,		/* "sd 0:0:0:0: [sda] tag#1 " */
	DF_BY_HOST,		/* "scsi host0: " */
	DF_BY_XFS,		/* "XFS (sda1): " */
	DF_BY_MODULE,		/* "diskfault: " and then as DF_BY_SCSI */
	DF_BY_ATA,		/* "ata3: ", "ata3.00: " */
	DF_BY_NOBODY,		/* no such beginning */
	DF_BY_NVME,		/* "nvme nvme0: " */
	DF_BY_MD,		/* "md/raid1:md0: " */
	DF_BY_EXT,		/* "EXT4-fs " */
	DF_BY_BTRFS,		/* "BTRFS " */
	DF_BY_MEGARAID,		/* "megaraid_sas 0000:02:00.0: 5305 (boot + 25s/0x0002/CRIT) - " */
	DF_BY_MMC,		/* "mmcblk0: "; what its driver does not say is nobody's */
	DF_BY_3WARE,		/* "3w-9xxx: scsi0: AEN: ", "3w-xxxx: scsi0: AEN: " */
	DF_SPEAKERS
};

struct df_format {
	const char *text;
	u8 kind;		/* enum df_kind */
	u8 cls;			/* enum df_class, where the text alone decides */
	u8 says;		/* DF_SAYS_*, likewise */
	u8 site;		/* enum df_site */
	u16 levels;		/* bit per level that the real message has; 0: any */
	u16 aux;		/* errno, shutdown flags, or DF_AUX_* */
	const char *origin;	/* file of the kernel that prints it */
	const char *versions;	/* first and last kernel in which it was seen */
	/*
	 * The second line of the same record, or NULL.  Logs that have split the
	 * record show it as one of its own, for which there is a row as well.
	 */
	const char *second;
};

enum {
	DF_AUX_NONE,
	DF_AUX_HEAD,		/* the first record of a report */
	DF_AUX_CODE,		/* %f: result code of DF_CMD_RESULT, key of DF_CMD_SENSE */
	DF_AUX_LONE_CODE,	/* the same, and no line before it has an address */
	DF_AUX_REGISTER,	/* DF_DISK_FAULT: %W is an ATA error register in words */
	DF_AUX_FLUSH,		/* DF_CMD_ASIDE: what a drive is told when it is done with */
	/* DF_FS_IO, added to the errno: */
	DF_AUX_ERRNO = 0xfff,
	DF_AUX_AFTER = 1 << 14,	/* (DF_BLOCK_ECHO too) a consequence of what was told before */
	DF_AUX_STATUS = 1 << 15, /* %e is a block status of the kernel (blk_types.h) */
};

struct df_format_set {
	const struct df_format *rows;
	size_t count;
};

extern const struct df_format_set df_formats[DF_SPEAKERS];

/* A word that a message may hold, and what it means. */
struct df_word {
	const char *word;
	u8 cls;
	u8 says;		/* 0: no fault */
};

/*
 * hostbyte=, in words or (without CONFIG_SCSI_CONSTANTS) in hex; by its number.
 * drivers/scsi/constants.c, include/scsi/scsi_status.h.
 */
const struct df_word *df_host_byte(struct df_span word);
const struct df_word *df_host_byte_number(u32 number);

/*
 * Sense keys, likewise (SPC-5, table "Sense key descriptions"); of a byte of sense data,
 * the key is the lower half.
 */
const struct df_word *df_sense_key(struct df_span word);
const struct df_word *df_sense_key_number(u32 number);

/* The one with which a drive says that it does not do what it was asked for. */
bool df_is_refusal(const struct df_word *key);

/*
 * Additional sense, in words or (without CONFIG_SCSI_CONSTANTS) as its code: does it
 * tell of the link between host and drive?  SPC-5, table "ASC and ASCQ assignments".
 */
bool df_is_link_sense(struct df_span word);
bool df_is_link_code(u32 asc);

/* Likewise: does it tell of a failed medium, whatever the sense key was? */
bool df_is_medium_sense(struct df_span word);
bool df_is_medium_code(u32 asc);

/* Likewise, in words: does it tell of nothing? */
bool df_is_vague_sense(struct df_span word);

/* Likewise: of a medium that is not there, or that the drive is not made for? */
bool df_is_unfit_sense(struct df_span word);
bool df_is_unfit_code(u32 asc);

/* "media error", "timeout", ...: what libata says of a failed command. */
const struct df_word *df_ata_failure(struct df_span word);

/* "2 / sc 0x81": status code type and status code of an NVMe command; NULL: any other. */
const struct df_word *df_nvme_status(struct df_span word);

/* blk_errors[].name of block/blk-core.c, of all versions. */
const struct df_word *df_block_status(struct df_span word);

/* Takes one of them off the front of *@s; or returns false and leaves it alone. */
bool df_take_block_status(struct df_span *s);

#endif
