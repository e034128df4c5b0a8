// SPDX-License-Identifier: GPL-2.0
/* Lines that were broken on the way.  See unwrap.h. */
#include <diskfault/match.h>

#include "source/unwrap.h"

#define SHORTEST	30	/* of a line that somebody would break */

/* Messages that are long enough to be broken begin so. */
static bool begins_message(struct df_span text)
{
	static const char *const begins[] = {
		"sd ", "scsi ", "XFS (", "I/O error, ", "critical ", "Buffer I/O ",
		"blk_update_request: ", "print_req_error: ", "end_request: ", "EXT4-fs ", "ata",
		"nvme", "BTRFS ", "md/", "device offline error, ", "recoverable transport ",
	};

	for (size_t i = 0; i < DF_COUNT(begins); i++)
		if (df_span_starts(text, df_span_of(begins[i])))
			return true;
	return false;
}

static bool may_be_broken(const struct df_record *r)
{
	return r->text.len >= SHORTEST && r->text.len <= UNWRAP_LONGEST && !r->more.len &&
	       begins_message(r->text);
}

static bool says_something(const struct df_record *r)
{
	struct df_event ev;

	/* Half a message is refused, as a forged one is: it says nothing. */
	return df_match(r, false, &ev) == DF_MATCH_EVENT;
}

/* The next line, if it bears no prefix of its own and says nothing by itself. */
static bool take_rest(struct lines *l, struct prefix *p, struct df_span *rest)
{
	struct df_span line, host;
	struct df_record r;

	if (!lines_peek(l, &line) || line.len > UNWRAP_LONGEST || !prefix_parse(p, line, &r, &host))
		return false;
	if (r.flags || host.len || !r.text.len || begins_message(r.text) || says_something(&r))
		return false;
	*rest = r.text;
	return true;
}

bool unwrap(struct lines *l, struct prefix *p, struct df_record *r, struct df_span *host,
	    struct buf *whole)
{
	struct df_record try = *r;
	struct raw_record taken;
	struct df_span rest;
	size_t host_len = host->len;

	if (!may_be_broken(r) || says_something(r))
		return false;
	whole->len = 0;
	buf_add(whole, host->p, host->len);
	buf_add(whole, r->text.p, r->text.len);
	/* Looking ahead moves the buffer below: from here on this is the record. */
	r->text = (struct df_span){ whole->p + host_len, whole->len - host_len };
	r->more = (struct df_span){ "", 0 };
	*host = (struct df_span){ whole->p, host_len };
	try.more = r->more;
	for (int part = 1; part < UNWRAP_PARTS && take_rest(l, p, &rest); part++) {
		buf_putc(whole, ' ');
		buf_add(whole, rest.p, rest.len);
		*host = (struct df_span){ whole->p, host_len };
		r->text.p = whole->p + host_len;
		try.text = (struct df_span){ whole->p + host_len, whole->len - host_len };
		lines_next(l, &taken);
		if (says_something(&try)) {
			r->text = try.text;
			r->flags &= ~(u32)DF_REC_VERIFIED;
			return true;
		}
	}
	return false;
}

bool unwrap_row(struct df_span bytes, struct df_record *r, struct buf *whole)
{
	struct df_span rows = df_span_from(bytes, df_span_find(bytes, DF_SPAN("\n")) + 1);
	struct df_span row = df_span_trim(df_span_first(rows, df_span_find(rows, DF_SPAN("\n"))));
	struct df_record try = *r;

	/* Other rows are of one message, or of somebody who would like them to be. */
	if (!df_span_starts(r->text, DF_SPAN("I/O error in filesystem (\"")) ||
	    !df_span_starts(row, DF_SPAN("(\"")) || r->text.len > UNWRAP_LONGEST ||
	    row.len > UNWRAP_LONGEST || says_something(r))
		return false;
	whole->len = 0;
	buf_add(whole, r->text.p, r->text.len);
	buf_putc(whole, ' ');
	buf_add(whole, row.p, row.len);
	try.text = (struct df_span){ whole->p, whole->len };
	try.more = (struct df_span){ "", 0 };
	if (!says_something(&try))
		return false;
	*r = try;
	r->flags &= ~(u32)DF_REC_VERIFIED;
	return true;
}

/* What stands behind @at of @r, as a record of its own; what it does not say is as before. */
static bool record_behind(const struct df_record *r, size_t at, struct df_record *rest)
{
	struct df_record own;

	df_line_parse(&own, df_span_from(r->text, at));
	if (!begins_message(own.text) || !says_something(&own))
		return false;
	*rest = *r;
	rest->text = own.text;
	rest->flags &= ~(u32)(DF_REC_VERIFIED | DF_REC_LEVEL | DF_REC_FACILITY);
	if (own.flags & DF_REC_MONO) {
		rest->time_us = own.time_us;
		rest->flags |= DF_REC_MONO;
	}
	return true;
}

bool unwrap_joined(struct df_record *r, struct df_record *rest)
{
	if (r->text.len < SHORTEST || r->text.len > 2 * UNWRAP_LONGEST || r->more.len ||
	    !begins_message(r->text) || says_something(r))
		return false;
	for (size_t at = SHORTEST / 2; at < r->text.len; at++) {
		struct df_record first = *r;

		if (r->text.p[at] != '[' && r->text.p[at - 1] != ' ')
			continue;
		first.text = df_span_trim(df_span_first(r->text, at));
		if (!says_something(&first) || !record_behind(r, at, rest))
			continue;
		*r = first;
		r->flags &= ~(u32)DF_REC_VERIFIED;
		return true;
	}
	return false;
}
