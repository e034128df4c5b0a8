// SPDX-License-Identifier: GPL-2.0
/* Lines that were broken on the way.  See unwrap.h. */
#include <diskfault/match.h>

#include "source/unwrap.h"

#define SHORTEST	30	/* of a line that somebody would break ... */
#define PREFIX		10	/* ... of which its prefix is a part, of so much at least */
#define STAMP_MIN	14	/* bytes of "[    1.000000]", and more behind it */
#define PADDING		"        "	/* within a word, of a line that a terminal broke */
#define SENSE_INDENT	"    "	/* scsi_print_sense_hdr(), 2.6.13 to 2.6.22 */

static bool is_one_of(struct df_span text, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (df_span_equal(text, df_span_of(words[i])))
			return true;
	return false;
}

/* Who tells of a block error: what follows, on the next line, may be one by itself. */
static bool tells_of_block(struct df_span text)
{
	static const char *const heads[] = {
		"blk_update_request:", "print_req_error:", "end_request:",
	};

	return is_one_of(text, heads, DF_COUNT(heads));
}

/* "scsi1: ERROR on channel 0, ...": 2.6 told of a host by its number alone. */
static bool tells_of_host(struct df_span text)
{
	return df_take(&text, DF_SPAN("scsi")) && text.len && df_is_digit(text.p[0]);
}

/* No more than the first word of a message had room behind a long prefix. */
static bool begins(struct df_span text)
{
	static const char *const words[] = { "sd", "scsi", "nvme", "res" };

	return df_match_begins(text) || is_one_of(df_span_trim(text), words, DF_COUNT(words)) ||
	       tells_of_block(text) || tells_of_host(text);
}

static bool may_be_broken(const struct prefix *p, const struct df_record *r)
{
	/* The registers are indented as far as the prefix goes. */
	bool has_prefix = r->flags || prefix_is_result(r->text);
	size_t prefix = has_prefix ? PREFIX : 0;

	if (has_prefix && p->width > prefix)
		prefix = p->width;
	return r->text.len + prefix >= SHORTEST && r->text.len <= UNWRAP_LONGEST &&
	       !r->more.len && begins(r->text);
}

static bool says_something(const struct df_record *r)
{
	struct df_event ev;

	/* Half a message is refused, as a forged one is: it says nothing. */
	return df_match(r, false, &ev) == DF_MATCH_EVENT;
}

/* It is one of the table's; what sd says of a disk besides may be half of one. */
static bool is_known(const struct df_record *r)
{
	struct df_event ev;

	return df_match(r, false, &ev) == DF_MATCH_EVENT && ev.kind != DF_DISK_TIED;
}

static bool ends_in(struct df_span text, struct df_span word)
{
	text = df_span_trim(text);
	return text.len > word.len && df_span_equal(df_span_from(text, text.len - word.len), word);
}

/*
 * Does it stand by itself?  A comma at its end means that more belongs to it, and so it
 * does to registers, until they say which way the data went.  Of what device-mapper has
 * to say that is of no interest, the table knows no more than how it begins.
 */
static bool is_whole(const struct df_record *r)
{
	struct df_event ev;

	if (ends_in(r->text, DF_SPAN(",")) || df_match(r, false, &ev) != DF_MATCH_EVENT)
		return false;
	if (ev.kind == DF_ATA_CMD)
		return ends_in(r->text, DF_SPAN(" in")) || ends_in(r->text, DF_SPAN(" out"));
	if (ev.kind == DF_IGNORED)
		return !df_span_starts(r->text, DF_SPAN("device-mapper: "));
	return ev.kind != DF_DISK_TIED;
}

void unwrapped_free(struct unwrapped *u)
{
	buf_free(&u->spaced);
	buf_free(&u->tight);
	buf_free(&u->row);
}

/* The first part, @host before it. */
static void begin(struct unwrapped *u, struct df_span host, struct df_span text)
{
	u->spaced.len = 0;
	u->tight.len = 0;
	u->host_len = host.len;
	buf_add(&u->spaced, host.p, host.len);
	buf_add(&u->spaced, text.p, text.len);
	buf_add(&u->tight, text.p, text.len);
}

/* Looking ahead moves the buffer below: this is the record, of @len bytes, meanwhile. */
static void hold(const struct unwrapped *u, size_t len, struct df_record *r, struct df_span *host)
{
	*host = (struct df_span){ u->spaced.p ? u->spaced.p : "", u->host_len };
	r->text = (struct df_span){ u->tight.p, len };
	r->more = (struct df_span){ "", 0 };
}

/* Where a line was broken. */
enum broken {
	WITHIN,			/* maybe a word */
	AT_BLANK,		/* which is gone */
	BEHIND_BLANK,		/* by a "=", which is the text's own if it was no mailer's */
};

/* Mailers may leave the blank where they break a line, and encode it ("=20"). */
static bool ends_blank(const struct buf *b)
{
	return b->len && b->p[b->len - 1] == ' ';
}

static void add_part(struct unwrapped *u, struct df_span part, enum broken broken)
{
	if (broken != WITHIN && !ends_blank(&u->spaced))
		buf_putc(&u->spaced, ' ');
	if (broken == BEHIND_BLANK)
		buf_puts(&u->tight, " = ");
	buf_add(&u->spaced, part.p, part.len);
	buf_add(&u->tight, part.p, part.len);
}

/* What was joined last, if that says something.  It is not verified then. */
static bool take_whole(const struct unwrapped *u, struct df_record *r)
{
	struct df_record spaced = *r, tight = *r;

	spaced.more = (struct df_span){ "", 0 };
	tight.more = spaced.more;
	spaced.text = df_span_from((struct df_span){ u->spaced.p, u->spaced.len }, u->host_len);
	tight.text = (struct df_span){ u->tight.p, u->tight.len };
	if (is_known(&spaced))
		*r = spaced;
	else if (is_known(&tight))
		*r = tight;
	else
		return false;
	r->flags &= ~(u32)DF_REC_VERIFIED;
	return true;
}

/*
 * The next line, if it bears no prefix of its own and says nothing by itself; where
 * @marked, lines have prefixes, and what it says without one counts for nothing.
 * @any: and it may begin like a message.
 */
static bool take_rest(struct lines *l, struct prefix *p, bool marked, bool any,
		      struct df_span *rest)
{
	struct df_span line, host;
	struct df_record r;

	if (!lines_peek(l, &line) || line.len > UNWRAP_LONGEST)
		return false;
	prefix_unquote(&line);
	if (!prefix_parse(p, df_span_trim(line), &r, &host) || r.flags || host.len ||
	    !r.text.len || (!any && df_match_begins(r.text)))
		return false;
	*rest = r.text;
	return marked || !says_something(&r);
}

/* The rest of a line that mail has broken by a "=" at its end; it has no prefix. */
static bool take_soft(struct lines *l, struct prefix *p, struct df_span *rest)
{
	struct df_span line, host;
	struct df_record r;

	if (!lines_peek(l, &line) || line.len > UNWRAP_LONGEST ||
	    (prefix_parse(p, line, &r, &host) && (r.flags || host.len)))
		return false;
	*rest = prefix_decode(p, line);
	return true;
}

static enum broken broken_by(const struct prefix *p)
{
	if (!p->soft)
		return AT_BLANK;
	return p->gap ? BEHIND_BLANK : WITHIN;
}

/* The row that came with @part, the last one of a message so far. */
static void keep_row(struct unwrapped *u, struct df_span part)
{
	struct df_span row = df_span_from(part, df_span_find(part, DF_SPAN("\n")) + 1);

	row = df_span_trim(df_span_first(row, df_span_find(row, DF_SPAN("\n"))));
	u->row.len = 0;
	buf_add(&u->row, row.p, row.len);
}

/* Registers have a second line, and that may be broken as well. */
static void take_row(struct lines *l, struct prefix *p, bool marked, struct df_record *r,
		     struct unwrapped *u)
{
	struct df_record row = { .text = { u->row.p, u->row.len } }, both = *r;
	struct raw_record taken;
	struct df_span rest;

	if (!u->row.len || !prefix_is_result(row.text))
		return;
	if (!says_something(&row) && take_rest(l, p, marked, false, &rest)) {
		buf_putc(&u->row, ' ');
		buf_add(&u->row, rest.p, rest.len);
		lines_next(l, &taken);
	}
	both.more = (struct df_span){ u->row.p, u->row.len };
	if (is_known(&both))
		*r = both;
}

bool unwrap(struct lines *l, struct prefix *p, struct df_record *r, struct df_span *host,
	    struct unwrapped *u)
{
	enum broken broken = broken_by(p);
	bool soft = p->soft, marked = r->flags || host->len;
	struct raw_record taken;
	struct df_span rest;
	bool any;

	if (!may_be_broken(p, r))
		return false;
	any = tells_of_block(r->text) || ends_in(r->text, DF_SPAN(","));
	u->whole = !soft && is_whole(r);
	if (u->whole)
		return false;
	begin(u, *host, r->text);
	hold(u, r->text.len, r, host);
	for (int part = 1; part < UNWRAP_PARTS; part++) {
		if (!(soft ? take_soft(l, p, &rest) : take_rest(l, p, marked, any, &rest)))
			break;
		any = false;
		add_part(u, rest, broken);
		soft = p->soft;
		broken = broken_by(p);
		lines_next(l, &taken);
		keep_row(u, taken.bytes);
		hold(u, r->text.len, r, host);
		if (soft || !take_whole(u, r))
			continue;
		take_row(l, p, marked, r, u);
		return true;
	}
	return false;
}

bool unwrap_rows(struct df_span bytes, struct df_record *r, struct unwrapped *u)
{
	struct df_span row;

	if (df_span_find(bytes, DF_SPAN("\n")) == bytes.len || r->text.len > UNWRAP_LONGEST ||
	    !df_match_begins(r->text) || is_known(r))
		return false;
	begin(u, DF_SPAN(""), r->text);
	for (int part = 1; part < UNWRAP_PARTS; part++) {
		bytes = df_span_from(bytes, df_span_find(bytes, DF_SPAN("\n")) + 1);
		row = df_span_trim(df_span_first(bytes, df_span_find(bytes, DF_SPAN("\n"))));
		if (!row.len || row.len > UNWRAP_LONGEST)
			return false;
		add_part(u, row, AT_BLANK);
		if (take_whole(u, r))
			return true;
	}
	return false;
}

/* Nobody else than the kernel gets a sense key to the start of a record. */
bool unwrap_sense(struct df_span bytes, const struct df_record *r, struct df_record *row)
{
	struct df_span text = df_span_from(bytes, df_span_find(bytes, DF_SPAN("\n")) + 1);
	struct df_event ev;

	if (!df_span_starts(text, DF_SPAN(SENSE_INDENT)) || r->more.len ||
	    df_match(r, false, &ev) != DF_MATCH_EVENT || ev.kind != DF_CMD_SENSE)
		return false;
	*row = *r;
	row->text = df_span_first(text, df_span_find(text, DF_SPAN("\n")));
	return df_match(row, false, &ev) == DF_MATCH_EVENT && ev.kind == DF_CMD_ASC;
}

bool unwrap_padded(struct df_record *r, struct unwrapped *u)
{
	struct df_span rest = r->text;

	if (df_span_find(rest, DF_SPAN(PADDING)) == rest.len || r->more.len ||
	    rest.len > UNWRAP_LONGEST || !df_match_begins(rest) || says_something(r))
		return false;
	begin(u, DF_SPAN(""), DF_SPAN(""));
	while (rest.len) {
		size_t n = df_span_find(rest, DF_SPAN(PADDING));

		add_part(u, df_span_first(rest, n), u->spaced.len ? AT_BLANK : WITHIN);
		rest = df_span_trim(df_span_from(rest, n));
	}
	return take_whole(u, r);
}

/* The next line, if it goes on where @u ends. */
static bool next_fragment(struct lines *l, struct prefix *p, const struct fragment *of,
			  size_t have)
{
	struct df_span line;
	struct df_record r;
	u64 ring_seq;

	return lines_peek(l, &line) && prefix_parse_kmsg(p, line, &r, &ring_seq) &&
	       p->fragment.ring_seq == of->ring_seq && p->fragment.size == of->size &&
	       p->fragment.at == have;
}

bool unwrap_fragments(struct lines *l, struct prefix *p, struct df_span bytes,
		      struct df_record *r, struct unwrapped *u)
{
	struct fragment of = p->fragment;
	struct df_span header, body;
	struct raw_record taken;
	size_t begin;
	u64 ring_seq;

	if (!of.size || of.at || of.size > UNWRAP_RECORD ||
	    !prefix_split_kmsg(bytes, &header, &body))
		return false;
	u->tight.len = 0;
	buf_add(&u->tight, header.p, header.len);
	buf_putc(&u->tight, ';');
	begin = u->tight.len;
	buf_add(&u->tight, body.p, body.len);
	while (u->tight.len - begin < of.size && next_fragment(l, p, &of, u->tight.len - begin)) {
		lines_next(l, &taken);
		if (prefix_split_kmsg(taken.bytes, &header, &body))
			buf_add(&u->tight, body.p, body.len);
	}
	/* The newline that ends the last one is the file's, or its own. */
	return u->tight.len - begin + 1 >= of.size &&
	       prefix_parse_kmsg(p, (struct df_span){ u->tight.p, u->tight.len }, r, &ring_seq);
}

/* ---- pages ---- */

/* "<br>", "<br />", "</p>" and the like at the begin of @s: how long; 0 if there is none. */
static size_t break_at(struct df_span s)
{
	static const char *const tags[] = { "<br", "</p", "</div", "</li" };

	for (size_t i = 0; i < DF_COUNT(tags); i++) {
		struct df_span at = s;

		if (!df_take(&at, df_span_of(tags[i])))
			continue;
		df_take_char(&at, ' ');
		df_take_char(&at, '/');
		if (df_take_char(&at, '>'))
			return s.len - at.len;
	}
	return 0;
}

/* Where @s has the first of them; its length if it has none. */
static size_t find_break(struct df_span s)
{
	struct df_span at = s;
	const char *p;

	while ((p = at.len ? memchr(at.p, '<', at.len) : NULL)) {
		at = df_span_from(s, (size_t)(p - s.p));
		if (break_at(at))
			return s.len - at.len;
		at = df_span_from(at, 1);
	}
	return s.len;
}

/* As with stamps, a record of the kernel may have this from a user. */
bool unwrap_is_page(struct df_span bytes, const struct df_record *r, struct df_span host)
{
	size_t at = find_break(bytes);

	return at < bytes.len && bytes.len - at > STAMP_MIN &&
	       ((!r->flags && !host.len) || df_match_begins(r->text));
}

bool unwrap_page_line(struct df_span *bytes, struct df_span *line)
{
	size_t at = find_break(*bytes);
	struct df_span rest = df_span_from(*bytes, at);

	if (!bytes->len)
		return false;
	*line = df_span_trim(df_span_first(*bytes, at));
	*bytes = df_span_from(rest, break_at(rest));
	return true;
}

/* ---- lines that were joined ---- */

/* What stands behind @at of @r, as a record of its own; what it does not say is as before. */
static bool record_behind(const struct df_record *r, size_t at, struct df_record *rest)
{
	struct df_record own;

	df_line_parse(&own, df_span_from(r->text, at));
	if (!df_match_begins(own.text) || !says_something(&own))
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

/* Where in @text the next stamp of the kernel stands that is not older than @time_us. */
static size_t find_stamp(struct df_span text, u64 time_us, struct df_record *behind)
{
	for (size_t at = 1; at + STAMP_MIN < text.len; at++) {
		at += df_span_find(df_span_from(text, at), DF_SPAN("["));
		df_line_parse(behind, df_span_from(text, at));
		if ((behind->flags & DF_REC_MONO) && behind->time_us >= time_us)
			return at;
	}
	return text.len;
}

/*
 * A record of the kernel that holds such a stamp may have it from a user: it has to be one
 * that others are joined to.  What somebody wrote has to hold two of them.
 */
static bool may_hold_stamps(const struct df_record *r, const struct df_record *behind)
{
	struct df_record more;

	if (r->flags & DF_REC_MONO)
		return !(r->flags & DF_REC_VERIFIED) || df_match_begins(r->text);
	return !r->flags &&
	       find_stamp(behind->text, behind->time_us, &more) < behind->text.len;
}

/* Takes the last word off @s; empty if there is none. */
static struct df_span take_last_word(struct df_span *s)
{
	struct df_span left = df_span_trim(*s);
	size_t at = left.len;

	while (at && left.p[at - 1] != ' ')
		at--;
	*s = df_span_first(left, at);
	return df_span_from(left, at);
}

/* "07:31:31", or all of "2024-03-31T07:31:31+00:00". */
static bool is_time(struct df_span word, bool with_day)
{
	size_t at = with_day ? 11 : 0;

	return word.len >= at + 8 && df_is_digit(word.p[0]) && word.p[at + 2] == ':' &&
	       word.p[at + 5] == ':' && (!with_day || word.p[10] == 'T');
}

/* Syslog's prefix at the end of @text is that of the stamp behind it: text without it. */
static struct df_span without_prefix(struct df_span text)
{
	struct df_span left = text, word;

	if (!df_span_equal(take_last_word(&left), DF_SPAN("kernel:")))
		return text;
	take_last_word(&left);		/* the machine */
	word = take_last_word(&left);
	if (is_time(word, true))
		return df_span_trim(left);
	if (!is_time(word, false))
		return text;
	take_last_word(&left);		/* day */
	take_last_word(&left);		/* month */
	return df_span_trim(left);
}

/* All of a log on one line, as a form or a search engine leaves it. */
static bool split_at_stamp(struct df_record *r, struct df_record *rest)
{
	struct df_record behind;
	size_t at;

	if (r->more.len)
		return false;
	at = find_stamp(r->text, r->flags & DF_REC_MONO ? r->time_us : 0, &behind);
	if (at >= r->text.len || !may_hold_stamps(r, &behind))
		return false;
	*rest = *r;
	rest->text = behind.text;
	rest->time_us = behind.time_us;
	rest->flags &= ~(u32)(DF_REC_VERIFIED | DF_REC_LEVEL | DF_REC_FACILITY);
	rest->flags |= DF_REC_MONO;
	r->text = without_prefix(df_span_trim(df_span_first(r->text, at)));
	r->flags &= ~(u32)DF_REC_VERIFIED;
	return true;
}

/* One message, be it at a level that is not its own: then it is not to be believed. */
static bool is_one_message(const struct df_record *r)
{
	struct df_record bare = *r;

	bare.flags &= ~(u32)(DF_REC_LEVEL | DF_REC_FACILITY);
	return is_known(&bare);
}

bool unwrap_joined(struct df_record *r, struct df_record *rest, bool whole)
{
	if (split_at_stamp(r, rest))
		return true;
	if (whole || r->text.len < SHORTEST || r->text.len > 2 * UNWRAP_LONGEST || r->more.len ||
	    !df_match_begins(r->text) || is_one_message(r))
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
