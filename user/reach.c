// SPDX-License-Identifier: GPL-2.0
/* How far back a log has to be read.  See reach.h. */
#include <diskfault/match.h>

#include "reach.h"
#include "source/blocks.h"
#include "source/prefix.h"
#include "xalloc.h"

#define NEEDS_MAX	4096	/* what is missing at a time: else all is read */
#define HOSTS_MAX	64	/* machines whose boots are counted */
#define HOST_MAX	64
#define BOOT_MAX	40
#define STRETCH		BLOCK_SIZE	/* that is within the window, or is not */
#define STARTS_MAX	(BLOCK_SIZE / 2)

/* A name whose address is missing, or an address whose drive is. */
struct need {
	char host[HOST_MAX];	/* the machine */
	char name[DF_NAME_MAX];	/* "" if it is an address */
	struct df_hctl hctl;
};

/* One machine and the boots of it that were passed, from the last one back. */
struct passed {
	char host[HOST_MAX];
	u32 boots;
	bool has_time;
	u64 time_us;
	char boot[BOOT_MAX];	/* the one we are in, if it has an id */
};

struct reach {
	struct scan_window window;
	u64 tail;		/* bytes of the tail that are still to come, or records */
	u64 tail_at;
	const struct sieve *sieve;
	struct prefix prefix;
	const struct block *block;	/* the one that is looked into */
	u32 *starts;		/* of records, where more pass than were noted */
	struct need *needs;
	size_t n_needs;
	bool overflowed;
	struct passed hosts[HOSTS_MAX];
	size_t n_hosts;
	bool outside;		/* the window has begun behind where we are */
	bool done;		/* nothing before where we are is needed */
	struct bytes *in;
	struct notes *notes;	/* of the file that is looked into */
	u64 bytes;
	u64 from;
};

struct reach *reach_new(const struct scan_window *window, u64 tail)
{
	struct reach *r = xcalloc(1, sizeof(*r));

	r->window = *window;
	r->tail = tail;
	r->sieve = sieve_of(SIEVE_BEST);
	r->starts = xcalloc(STARTS_MAX, sizeof(*r->starts));
	r->needs = xcalloc(NEEDS_MAX, sizeof(*r->needs));
	return r;
}

void reach_free(struct reach *r)
{
	free(r->starts);
	free(r->needs);
	free(r);
}

u64 reach_bytes(const struct reach *r)
{
	return r->bytes;
}

u64 reach_tail(const struct reach *r)
{
	return r->tail_at;
}

/* ---- what is missing ---- */

static bool is_need(const struct need *a, const struct need *b)
{
	if (strcmp(a->host, b->host) || strcmp(a->name, b->name))
		return false;
	return a->name[0] || df_hctl_equal(&a->hctl, &b->hctl);
}

static size_t find_need(const struct reach *r, const struct need *need)
{
	size_t i = 0;

	while (i < r->n_needs && !is_need(&r->needs[i], need))
		i++;
	return i;
}

static void add_need(struct reach *r, const struct need *need)
{
	if (find_need(r, need) < r->n_needs)
		return;
	if (r->n_needs == NEEDS_MAX)
		r->overflowed = true;
	else
		r->needs[r->n_needs++] = *need;
}

static bool drop_need(struct reach *r, const struct need *need)
{
	size_t i = find_need(r, need);

	if (i == r->n_needs)
		return false;
	r->needs[i] = r->needs[--r->n_needs];
	return true;
}

/* Nothing of this machine, or of one host of it, is told before here. */
static void drop_all(struct reach *r, const char *host, const u32 *adapter)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_needs; i++) {
		const struct need *need = &r->needs[i];
		bool drop = !strcmp(need->host, host) &&
			    (!adapter || (!need->name[0] && need->hctl.host == *adapter));

		if (!drop)
			r->needs[n++] = *need;
	}
	r->n_needs = n;
}

static struct need need_name(const char *host, const char *name)
{
	struct need need = { .hctl = { 0 } };

	strcpy(need.host, host);
	df_whole_disk(need.name, name);
	return need;
}

static struct need need_address(const char *host, const struct df_hctl *hctl)
{
	struct need need = { .hctl = *hctl };

	strcpy(need.host, host);
	return need;
}

/* What an event within the window asks for, if it may be a fault. */
static void ask(struct reach *r, const char *host, const struct df_event *ev)
{
	struct need need;

	if (ev->has_hctl) {
		need = need_address(host, &ev->hctl);
		add_need(r, &need);
	}
	if (ev->name[0]) {
		need = need_name(host, ev->name);
		if (df_is_scsi_name(need.name))
			add_need(r, &need);
	}
}

/* What an event answers. */
static void answer(struct reach *r, const char *host, const struct df_event *ev)
{
	struct need address = need_address(host, &ev->hctl);
	struct need name = need_name(host, ev->name);

	if (ev->kind == DF_BOOT)
		drop_all(r, host, NULL);
	else if (ev->kind == DF_HOST_NEW)
		drop_all(r, host, &ev->hctl.host);
	else if (ev->kind == DF_DISK_NEW)
		drop_need(r, &address);
	else if (ev->has_hctl && ev->name[0] && drop_need(r, &name))
		add_need(r, &address);
}

/* ---- boots ---- */

static struct passed *passed_of(struct reach *r, const char *host)
{
	for (size_t i = 0; i < r->n_hosts; i++)
		if (!strcmp(r->hosts[i].host, host))
			return &r->hosts[i];
	if (r->n_hosts == HOSTS_MAX) {
		r->overflowed = true;
		return &r->hosts[0];
	}
	strcpy(r->hosts[r->n_hosts].host, host);
	return &r->hosts[r->n_hosts++];
}

/* The clock of the log, going back, jumps ahead: a boot lies between. */
static void pass_boots(struct reach *r, const char *host, const struct df_record *rec,
		       const struct df_event *ev)
{
	struct passed *p = passed_of(r, host);
	bool told = ev && ev->kind == DF_BOOT;

	if (rec->flags & DF_REC_MONO) {
		if (p->has_time && rec->time_us > p->time_us + 1000000)
			p->boots++;
		p->time_us = rec->time_us;
		p->has_time = true;
	}
	if (told) {
		p->boots++;
		p->has_time = false;
	}
}

static bool passed_all_boots(const struct reach *r)
{
	for (size_t i = 0; i < r->n_hosts; i++)
		if (r->hosts[i].boots <= r->window.boot)
			return false;
	return r->n_hosts && !r->overflowed;
}

/* ---- records ---- */

/* Is a record at @at, of @wall_us, one whose faults count? */
static bool counts(const struct reach *r, u64 at, const struct df_record *rec)
{
	bool dated = rec->flags & DF_REC_WALL;

	if (r->window.later)
		return at >= r->tail_at;
	if (dated && r->window.has_since && rec->wall_us < r->window.since_us)
		return false;
	if (dated && r->window.has_until && rec->wall_us > r->window.until_us)
		return false;
	return !r->outside;
}

static void look_at_record(struct reach *r, u64 at, const char *host,
			   const struct df_record *rec)
{
	struct df_event ev;
	bool known = df_match(rec, false, &ev) == DF_MATCH_EVENT;

	pass_boots(r, host, rec, known ? &ev : NULL);
	if (counts(r, at, rec)) {
		r->from = at;
		if (known)
			ask(r, host, &ev);
	}
	if (known && r->n_needs) {
		r->from = at;
		answer(r, host, &ev);
	}
	if (r->window.of_boot && passed_all_boots(r))
		r->from = at;
}

static void look_at(struct reach *r, size_t at)
{
	struct lines l;
	struct raw_record raw;
	struct df_record rec;
	struct df_span host_span;
	char host[HOST_MAX];

	block_lines(&l, r->block, (ptrdiff_t)at, 1);
	if (!lines_next(&l, &raw) || !prefix_parse(&r->prefix, raw.bytes, &rec, &host_span))
		return;
	df_text_copy(host, sizeof(host), host_span);
	look_at_record(r, r->block->at + at, host, &rec);
}

static bool is_done(const struct reach *r)
{
	if (r->overflowed)
		return false;
	if (r->window.of_boot)
		return passed_all_boots(r);
	return r->outside && !r->n_needs;
}

/* What was said in another boot says nothing of this one. */
static void leave_boot(struct reach *r, const char *host, struct df_span boot)
{
	struct passed *p = passed_of(r, host);
	char id[BOOT_MAX];

	df_text_copy(id, sizeof(id), boot);
	if (p->boot[0] && strcmp(p->boot, id))
		drop_all(r, host, NULL);
	strcpy(p->boot, id);
}

bool reach_entry(struct reach *r, const struct entry *e)
{
	char host[HOST_MAX];

	df_text_copy(host, sizeof(host), e->host);
	leave_boot(r, host, e->boot);
	if (r->window.later)
		r->outside = !r->tail;
	else
		r->outside |= e->r.flags & DF_REC_WALL && e->r.wall_us < r->window.since_us;
	/* It has no place but within the tail, or before it. */
	r->tail_at = r->outside;
	r->tail -= !r->outside && r->tail;
	look_at_record(r, 0, host, &e->r);
	return is_done(r);
}

/* Where the records of the block begin that are to be looked at. */
static size_t find_starts(struct reach *r)
{
	const struct block *b = r->block;
	size_t n = 0;
	u64 lines;

	if (!b->crowded) {
		for (size_t i = 0; i < b->n_hits; i++)
			r->starts[n++] = b->hits[i].at;
		return n;
	}
	for (size_t at = block_next(b, 0, &lines); at < b->size && n < STARTS_MAX;
	     at = block_next(b, at + 1, &lines))
		r->starts[n++] = (u32)at;
	return n;
}

/*
 * The whole stretch, whose last dated record this finds, is older than the window.  (a
 * boot with a wrong clock may be shorter than a block, so it is not asked of each)
 */
static bool is_older(struct reach *r)
{
	const struct block *b = r->block;
	ptrdiff_t at = (ptrdiff_t)b->size;

	if (r->window.later)
		return b->at - b->at % STRETCH <= r->tail_at;
	if (!r->window.has_since)
		return false;
	if ((b->at + b->size) % STRETCH && (off_t)(b->at + b->size) < r->in->size - r->in->begin)
		return false;
	for (int tries = 0; tries < 100 && block_previous(b, at, &at) && at >= 0; tries++) {
		struct df_span host, line = { b->text + at, b->have - (size_t)at };
		struct df_record rec;

		line.len = df_span_find(df_span_first(line, LINES_RECORD_MAX), DF_SPAN("\n"));
		if (prefix_parse(&r->prefix, line, &rec, &host) && rec.flags & DF_REC_WALL)
			return rec.wall_us < r->window.since_us;
	}
	return false;
}

/* One block, from its end.  True if nothing before it is needed. */
static bool look_into_block(struct reach *r)
{
	const struct block *b = r->block;

	r->outside |= is_older(r);
	for (size_t n = find_starts(r); n; n--) {
		look_at(r, r->starts[n - 1]);
		if (is_done(r))
			return true;
	}
	return b->at % STRETCH == 0 && is_done(r);
}

static void note_block(struct reach *r)
{
	const struct block *b = r->block;
	struct note note = {
		.at = b->at,
		.size = b->size,
		.n_hits = b->n_hits,
		.count = b->count,
	};

	notes_add(r->notes, r->in, &note, b->crowded ? NULL : b->hits);
}

static bool take_block(void *arg, const struct block *b, u64 lines)
{
	struct reach *r = arg;

	(void)lines;
	r->block = b;
	r->bytes += b->size;
	note_block(r);
	r->done = look_into_block(r);
	return !r->done;
}

int reach_into(struct reach *r, struct bytes *in, u64 *from, struct notes *notes)
{
	struct blocks_how how = { .sieve = r->sieve, .play = take_block, .arg = r };
	u64 size = (u64)(in->size - in->begin);
	struct blocks_done done;

	r->tail_at = r->tail > size ? 0 : size - r->tail;
	r->tail -= size - r->tail_at;
	r->from = size;
	r->done = false;
	r->in = in;
	r->notes = notes;
	prefix_init(&r->prefix, in->newest);
	blocks_run_backward(in, &how, &done);
	prefix_free(&r->prefix);
	if (done.err && !r->done)
		return -done.err;
	*from = r->done ? r->from : 0;
	return r->done;
}
