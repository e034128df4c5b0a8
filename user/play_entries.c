// SPDX-License-Identifier: GPL-2.0
/* Logs that are not lines of text.  See play_entries.h. */
#include "play_entries.h"

static void feed(struct scan *s, struct entry *e)
{
	if (e->boot.len)
		scan_boot(s, e->host, e->boot);
	for (u32 i = 0; i < e->times; i++)
		scan_record(s, &e->r, e->host, e->line);
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
		feed(s, &e);
	entries_free(&es);
	return hand_over(&in->why, t);
}

int play_journal(struct scan *s, const char *path, struct trouble *t)
{
	struct journal j;
	struct entry e;
	int ret;

	if (journal_open(&j, path, t))
		return -1;
	scan_source(s, j.name, SCAN_LINES);
	while (journal_next(&j, &e))
		feed(s, &e);
	ret = hand_over(&j.why, t);
	journal_close(&j);
	return ret;
}
