/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What collectors put before the words of the kernel: syslog in its forms,
 * journalctl, dmesg, /dev/kmsg, container runtimes, quotes of mail.  Recognised
 * line by line, since one file may hold several.
 */
#ifndef SOURCE_PREFIX_H
#define SOURCE_PREFIX_H

#include <time.h>

#include <diskfault/line.h>

#include "text.h"

/* Which part of a record netconsole has sent by itself, in bytes behind its header. */
struct fragment {
	u64 ring_seq;		/* of the record */
	u32 at;
	u32 size;		/* of the whole; 0: the last record was no part of one */
};

/* What is remembered between the lines of a file. */
struct prefix {
	time_t newest;		/* no line is of later than this: it tells the year */
	s32 year;		/* ... which is this one or the one before */
	s64 day_us;		/* last date that "dmesg -H" gave */
	bool has_day;
	s32 hour_key[6];	/* last local hour that was looked up ... */
	time_t hour;		/* ... and when it was */
	size_t width;		/* bytes before the text of the last record */
	u32 repeated;		/* times that the last record stands for: 1 at least */
	struct buf more;	/* lines below the first, indentation gone */
	struct buf plain;	/* a record of /dev/kmsg, escapes undone */
	struct buf bare;	/* a line without what made it coloured, or fit for mail */
	bool soft;		/* the last line was broken by mail, and goes on below */
	bool gap;		/* ... behind a blank */
	bool has_devices;	/* records of this log bear dictionaries */
	struct fragment fragment;
};

void prefix_init(struct prefix *p, time_t newest);
void prefix_free(struct prefix *p);

/* The lines that come now may be as late as @newest. */
void prefix_go_on(struct prefix *p, time_t newest);

/*
 * Takes the record apart.  Sets all of @r but ->seq; its spans live as long as
 * @bytes and until the next call.  @host: the machine, empty if not named.
 * Returns false if the bytes are no record: an indented line on its own.
 */
bool prefix_parse(struct prefix *p, struct df_span bytes, struct df_record *r,
		  struct df_span *host);

/* "res 41/40:...": the second line of libata's registers, or a part of it. */
bool prefix_is_result(struct df_span text);

/*
 * @line without the escapes of mail ("=3D"); tells in ->soft whether it ends in one.
 * Valid until the next call.
 */
struct df_span prefix_decode(struct prefix *p, struct df_span line);

/* Takes off what quotes in mail put before a line, and the blanks behind them. */
void prefix_unquote(struct df_span *line);

/*
 * What follows the header of a record of /dev/kmsg, and the header without what it
 * says of a fragment; both within @bytes.  False if it is none.
 */
bool prefix_split_kmsg(struct df_span bytes, struct df_span *header, struct df_span *body);

/* "2024-03-29T09:13:11.99Z", and nothing else: microseconds since 1970. */
bool prefix_time(struct prefix *p, struct df_span text, s64 *wall_us);

/*
 * A record as /dev/kmsg gives it: "6,1239,9436467326,-;text", and below it the
 * dictionary.  @ring_seq: its sequence number.  Returns false if it is not one.
 */
bool prefix_parse_kmsg(struct prefix *p, struct df_span bytes, struct df_record *r,
		       u64 *ring_seq);

#endif
