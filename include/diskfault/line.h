/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One record of a kernel log, its prefix taken apart.  The bytes stay where
 * they are: a record holds spans into the caller's buffer.
 */
#ifndef DISKFAULT_LINE_H
#define DISKFAULT_LINE_H

#include <diskfault/text.h>

enum {
	DF_REC_MONO = 1 << 0,		/* time_us is known */
	DF_REC_WALL = 1 << 1,		/* wall_us is known */
	DF_REC_LEVEL = 1 << 2,		/* level is known */
	DF_REC_FACILITY = 1 << 3,	/* facility is known */
	DF_REC_VERIFIED = 1 << 4,	/* no local user can have written it */
	DF_REC_CUT = 1 << 5,		/* its end is missing */
	DF_REC_AMONG = 1 << 6,		/* other programs and machines write to that log as well */
};

enum {
	DF_LEVEL_EMERG = 0,
	DF_LEVEL_ALERT = 1,
	DF_LEVEL_CRIT = 2,
	DF_LEVEL_ERR = 3,
	DF_LEVEL_WARN = 4,
	DF_LEVEL_NOTICE = 5,
	DF_LEVEL_INFO = 6,
	DF_LEVEL_DEBUG = 7,
};

#define DF_FACILITY_KERN	0

struct df_record {
	u64 seq;		/* set by the reader: ring sequence, or line number */
	u64 time_us;		/* microseconds on the log's own clock (since boot) */
	s64 wall_us;		/* microseconds since 1970-01-01 UTC */
	u32 flags;		/* DF_REC_* */
	u16 facility;
	u8 level;
	struct df_span text;	/* the first line, prefix and outer blanks gone */
	struct df_span more;	/* further lines of the same record, as they came */
};

/*
 * Takes apart the prefixes that the kernel and dmesg make themselves, each of
 * them optional, in this order:
 *
 *	<N>			facility * 8 + level (syslog(2), kmsg_dump, dmesg -r -S)
 *	kern  :alert :		the same in words (dmesg -x)
 *	[   12.345678]		seconds since boot (printk.time)
 *	[ T123] [ C3]		the caller (CONFIG_PRINTK_CALLER)
 *
 * What collectors put before that (host, date, tag) is for the reader of that
 * source to remove.  @bytes: one record; its first line ends at the first '\n'
 * and the rest goes to ->more.  Sets every field except seq and wall_us.
 *
 * Formats: kernel/printk/printk.c print_prefix(), util-linux dmesg.c.
 */
void df_line_parse(struct df_record *r, struct df_span bytes);

/*
 * The next line of ->more, its prefix removed (the kernel repeats the prefix on
 * each).  Returns false when there is none.
 */
bool df_line_more(struct df_span *more, struct df_span *text);

#endif
