// SPDX-License-Identifier: GPL-2.0
/* Logs that are not lines of text.  See play_entries.h. */
#include "play_entries.h"
#include "source/unwrap.h"

static bool is_of_machine(struct scan *s, const struct entry *e)
{
	if (e->machine.len && !scan_machine_id(s, e->host, e->machine))
		return false;
	if (e->boot.len)
		scan_boot(s, e->host, e->boot);
	return true;
}

/* What journald has taken from the kernel is a record as it was. */
static void feed(struct scan *s, struct entry *e)
{
	if (!is_of_machine(s, e))
		return;
	for (u32 i = 0; i < e->times; i++)
		scan_record(s, &e->r, e->host, e->line);
}

/* An entry of a file has been a line of text, and may be two of them. */
static void feed_text(struct scan *s, struct entry *e)
{
	if (!is_of_machine(s, e))
		return;
	for (u32 i = 0; i < e->times; i++) {
		struct df_record r = e->r, rest;

		while (unwrap_joined(&r, &rest, false)) {
			scan_record(s, &r, e->host, e->line);
			r = rest;
		}
		scan_record(s, &r, e->host, e->line);
	}
}

/* The sentence of the source becomes the caller's. */
static int hand_over(struct trouble *from, struct trouble *t)
{
	if (!from->text)
		return 0;
	trouble_set(t, "%s", from->text);
	return -1;
}

int play_entries(struct scan *s, struct bytes *in, struct trouble *t)
{
	struct entries es;
	struct entry e;

	entries_init(&es, in);
	while (entries_next(&es, &e))
		feed_text(s, &e);
	entries_free(&es);
	return hand_over(&in->why, t);
}

static int go_to(struct journal *j, const struct journal_part *part)
{
	if (part->boot[0] && journal_keep_boot(j, part->boot))
		return -1;
	return part->cursor ? journal_seek_cursor(j, part->cursor) : 0;
}

static bool is_behind(const struct journal_part *part, const struct entry *e)
{
	return part->has_until && e->r.flags & DF_REC_WALL && e->r.wall_us > part->until_us;
}

/* Behind its end.  False if that is all. */
static bool wait_for_more(struct journal *j, const struct journal_part *part)
{
	if (!part->live || j->why.text || !live_wait(part->live, journal_fd(j)))
		return false;
	journal_refresh(j);
	return true;
}

/* All there is, until it is too late. */
static void feed_all(struct scan *s, struct journal *j, const struct journal_part *part)
{
	struct entry e;
	u64 n = 0;

	do {
		while (journal_next(j, &e)) {
			if (is_behind(part, &e) || (part->live && part->live->over))
				return;
			if (part->later && n++ == part->before)
				scan_begin(s);
			feed(s, &e);
			if (part->live)
				live_heard(part->live);
		}
	} while (wait_for_more(j, part));
}

int play_journal(struct scan *s, const char *path, const struct journal_part *part, u64 *read,
		 struct trouble *t)
{
	struct journal j;
	int ret;

	*read = 0;
	if (journal_open(&j, path, t))
		return -1;
	/* Nobody has counted what stands before the place where reading begins. */
	scan_source(s, j.name, part->cursor || part->boot[0] ? SCAN_BYTES : SCAN_LINES);
	if (go_to(&j, part))
		trouble_set(&j.why, "%s is damaged", j.name);
	else
		feed_all(s, &j, part);
	*read = j.number;
	ret = hand_over(&j.why, t);
	journal_close(&j);
	return ret;
}
