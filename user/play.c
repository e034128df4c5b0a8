// SPDX-License-Identifier: GPL-2.0
/* A log of text played into a scan.  See play.h. */
#include "patience.h"
#include "play.h"
#include "source/blocks.h"
#include "source/prefix.h"
#include "source/unwrap.h"

struct player {
	struct scan *scan;
	const struct sieve *sieve;
	struct prefix prefix;
	struct unwrapped unwrapped;
	const struct play_how *how;
	bool puzzles;		/* what reads like a disk's passes too */
	bool by_place;		/* records are called by it, not by their lines */
	bool live;		/* what is played is no block, but an input that goes on */
	u64 origin;		/* place in the input of what lines_next() starts from */
	u64 done;		/* place in the input up to which all was seen */
	u64 fed;		/* records */
	u64 all;		/* bytes; 0: nobody knows */
};

static bool passes(const struct player *p, struct df_span record)
{
	struct sieve_count ignored = { 0 };

	return sieve_next(p->sieve, record.p, 0, record.len, &ignored) < record.len;
}

static void look_from(struct player *p, struct lines *l, const struct block *b, ptrdiff_t at,
		      u64 number)
{
	block_lines(l, b, at, number);
	p->origin = (u64)((s64)b->at + at);
}

static void feed(struct player *p, struct df_record *r, struct df_span host, u64 number)
{
	struct df_record now = *r, rest;
	bool whole = p->unwrapped.whole;

	while (!(now.flags & DF_REC_CUT) && unwrap_joined(&now, &rest, whole)) {
		scan_record(p->scan, &now, host, number);
		now = rest;
		whole = false;
	}
	scan_record(p->scan, &now, host, number);
}

/* The record, as often as it stands for, and a row of it that is one by itself. */
static void feed_all(struct player *p, struct df_record *r, struct df_span host,
		     struct df_span bytes, u64 number)
{
	bool alone = !r->flags && !host.len;
	struct df_record row;

	for (u32 i = 0; i < p->prefix.repeated; i++)
		feed(p, r, host, number);
	if (alone && unwrap_sense(bytes, r, &row))
		scan_record(p->scan, &row, host, number);
}

/* Nobody knows who has put these lines on one. */
static void play_page(struct player *p, struct df_span page, u64 number)
{
	struct df_span line, host;
	struct df_record r;

	p->unwrapped.whole = false;
	while (unwrap_page_line(&page, &line)) {
		if (!prefix_parse(&p->prefix, line, &r, &host))
			continue;
		r.flags &= ~(u32)DF_REC_VERIFIED;
		p->fed++;
		feed(p, &r, host, number);
	}
}

/* Takes the next record off @l, and feeds it if it passes.  False at the end. */
static bool play_record(struct player *p, struct lines *l)
{
	u64 place = p->live ? lines_place(l) : p->origin + l->start;
	struct raw_record raw;
	struct df_record r;
	struct df_span host;
	bool wanted;

	if (!lines_next(l, &raw))
		return false;
	/* (the sieve looks at bytes around, which only a block has) */
	wanted = p->live || passes(p, raw.bytes);
	if (!prefix_parse(&p->prefix, raw.bytes, &r, &host))
		return true;
	if (wanted && !raw.cut && unwrap_is_page(raw.bytes, &r, host)) {
		play_page(p, raw.bytes, p->by_place ? place : raw.line);
		return true;
	}
	p->unwrapped.whole = false;
	if (raw.cut)
		r.flags |= DF_REC_CUT;
	else if (unwrap_fragments(l, &p->prefix, raw.bytes, &r, &p->unwrapped) ||
		 unwrap_rows(raw.bytes, &r, &p->unwrapped) ||
		 unwrap_padded(&r, &p->unwrapped) ||
		 unwrap(l, &p->prefix, &r, &host, &p->unwrapped))
		wanted = true;
	if (!wanted && !(p->puzzles && df_match_disklike(r.text)))
		return true;
	p->fed++;
	if (p->how->begin && place >= p->how->begin)
		scan_begin(p->scan);
	feed_all(p, &r, host, raw.bytes, p->by_place ? place : raw.line);
	return true;
}

/* Nothing stands before its text, or it is a later part: of a line that was broken. */
static bool is_rest(struct player *p, const struct block *b, size_t at)
{
	size_t have = b->have - at;
	struct df_span line = { b->text + at, have < LINES_RECORD_MAX ? have : LINES_RECORD_MAX };
	const char *nl = memchr(line.p, '\n', line.len);
	struct df_record r;
	struct df_span host;

	if (nl)
		line.len = (size_t)(nl - line.p);
	return prefix_parse(&p->prefix, line, &r, &host) &&
	       ((!r.flags && !host.len) || p->prefix.fragment.at);
}

/* Moves @at to the line above, if it could be a part of the same message. */
static bool step_up(const struct player *p, const struct block *b, ptrdiff_t *at)
{
	ptrdiff_t above;

	if (!block_previous(b, *at, &above) || *at - above > UNWRAP_LONGEST + 1 ||
	    (s64)b->at + above < (s64)p->done)
		return false;
	if (memchr(b->text + above, '\n', (size_t)(*at - above - 1)))
		return false;
	*at = above;
	return true;
}

static void play_hit(struct player *p, const struct block *b, const struct hit *hit, u64 lines)
{
	ptrdiff_t at = hit->at;
	u64 number = lines + hit->line;
	struct lines l;

	if (b->at + hit->at < p->done)
		return;
	if (is_rest(p, b, hit->at))
		for (int i = 1; i < UNWRAP_PARTS && step_up(p, b, &at); i++)
			number--;
	look_from(p, &l, b, at, number);
	do {
		if (!play_record(p, &l))
			break;
	} while (p->origin + l.start <= b->at + hit->at);
	p->done = p->origin + l.start;
}

/* So many pass that they were not noted. */
static void play_crowd(struct player *p, const struct block *b, u64 lines)
{
	size_t from = p->done > b->at ? (size_t)(p->done - b->at) : 0;
	struct lines l;
	u64 before;
	size_t at;

	if (from >= b->size)
		return;
	at = block_next(b, from, &before);
	look_from(p, &l, b, (ptrdiff_t)at, lines + before + 1);
	while (at + l.start < b->size && play_record(p, &l))
		;
	p->done = p->origin + l.start;
}

/* The first date in the block. */
static bool find_date(struct player *p, const struct block *b, s64 *wall_us)
{
	struct raw_record raw;
	struct df_record r;
	struct df_span host;
	struct lines l;
	u64 lines;
	size_t at = block_next(b, 0, &lines);

	block_lines(&l, b, (ptrdiff_t)at, 1);
	while (at + l.start < b->size && lines_next(&l, &raw)) {
		if (prefix_parse(&p->prefix, raw.bytes, &r, &host) && r.flags & DF_REC_WALL) {
			*wall_us = r.wall_us;
			return true;
		}
	}
	return false;
}

/* What passed was too late, and so is the beginning of the block. */
static bool is_past(struct player *p, const struct block *b)
{
	s64 wall_us;

	return p->how->has_until && (!b->n_hits || scan_is_past(p->scan)) &&
	       find_date(p, b, &wall_us) && wall_us > p->how->until_us;
}

static bool has_enough(void *arg)
{
	(void)arg;
	return patience_lost();
}

static bool play_block(void *arg, const struct block *b, u64 lines)
{
	struct player *p = arg;

	patience_show(b->at, p->all);
	if (b->crowded || p->how->every || p->puzzles)
		play_crowd(p, b, lines);
	else
		for (size_t i = 0; i < b->n_hits; i++)
			play_hit(p, b, &b->hits[i], lines);
	return !is_past(p, b) && !patience_lost();
}

int play(struct scan *s, struct bytes *in, const struct play_how *how, struct played *played,
	 struct trouble *t)
{
	struct player p = {
		.scan = s,
		.sieve = sieve_of(how->sieve),
		.how = how,
		.puzzles = scan_wants_puzzles(s),
		.by_place = how->from,
	};
	struct blocks_how blocks = {
		.sieve = p.sieve,
		.threads = how->threads,
		.from = how->from,
		/* (of notes alone nobody sees what does not pass) */
		.notes = p.puzzles || how->every || how->has_until ? NULL : how->notes,
		.play = play_block,
		.arg = &p,
		.stop = has_enough,
	};
	struct blocks_done done;

	prefix_init(&p.prefix, in->newest);
	p.all = in->kind == BYTES_PLAIN ? (u64)(in->size - in->begin) : 0;
	patience_begin(in->name);
	blocks_run(in, &blocks, &done);
	patience_end();
	prefix_free(&p.prefix);
	unwrapped_free(&p.unwrapped);
	scan_passed_over(s, done.count.records - p.fed);
	*played = (struct played){ .bytes = done.bytes - how->from, .lines = done.count.lines };
	if (patience_lost())
		trouble_set(t, "interrupted before the end of %s: this is what was found so far",
			    strcmp(in->name, "-") ? in->name : "standard input");
	if (done.err)
		trouble_set(t, "cannot read %s to its end: %s", in->name, strerror(done.err));
	else if (in->why.text)
		trouble_set(t, "%s", in->why.text);
	return t->text ? -1 : 0;
}

void play_live(struct scan *s, struct bytes *in, u64 number, bool by_place)
{
	static const struct play_how how;
	struct player p = {
		.scan = s,
		.how = &how,
		.puzzles = scan_wants_puzzles(s),
		.by_place = by_place,
		.live = true,
	};
	struct lines l;

	prefix_init(&p.prefix, time(NULL));
	lines_take(&l, in, number);
	while (play_record(&p, &l))
		prefix_go_on(&p.prefix, time(NULL));
	prefix_free(&p.prefix);
	unwrapped_free(&p.unwrapped);
	lines_close(&l);
}
