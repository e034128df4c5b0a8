// SPDX-License-Identifier: GPL-2.0
/* What of a log was asked for.  See window.h. */
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "reach.h"
#include "source/entries.h"
#include "when.h"
#include "window.h"
#include "xalloc.h"

#define FIRST_TAIL	(1024 * 1024)
#define ENTRY_SIZE	1024		/* what an entry of a journal takes, about */

static s64 now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (s64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int wrong(const char *option, const char *text, const char *what)
{
	error("%s: \"%s\" is %s", option, text, what);
	return STATUS_USAGE;
}

static int take_time(const char *option, const char *text, bool *has, s64 *us)
{
	if (!text)
		return 0;
	*has = true;
	if (when_parse(text, now_us(), us))
		return 0;
	return wrong(option, text, "no time; say \"2026-11-22 18:00\", \"-1h\" or \"yesterday\"");
}

/* "", "0", "-1", "-2", ...: so many before the last. */
static int take_boot(struct window *w, const char *text)
{
	struct df_span s = df_span_of(text);
	bool minus = df_take_char(&s, '-');

	w->of.of_boot = true;
	if (!*text)
		return 0;
	if (!df_take_u32(&s, &w->of.boot) || s.len || (w->of.boot && !minus) ||
	    w->of.boot > 1000)
		return wrong("--boot", text, "no boot; 0 is the last one, -1 the one before");
	return 0;
}

int window_newest(const struct options *opt, u32 *newest)
{
	struct df_span s;

	*newest = 0;
	if (!opt->newest)
		return 0;
	s = df_span_of(opt->newest);
	if (!df_take_u32(&s, newest) || s.len || !*newest)
		return wrong("--newest", opt->newest, "no number of drives");
	return 0;
}

int window_take(struct window *w, const struct options *opt)
{
	bool times = opt->since || opt->until;

	*w = (struct window){ .newest = 0 };
	if ((opt->boot && times) || (opt->newest && (times || opt->boot))) {
		error("scan: --since and --until, --boot, --newest: choose one of the three");
		return STATUS_USAGE;
	}
	if (take_time("--since", opt->since, &w->of.has_since, &w->of.since_us) ||
	    take_time("--until", opt->until, &w->of.has_until, &w->of.until_us) ||
	    (opt->boot && take_boot(w, opt->boot)) ||
	    window_newest(opt, &w->newest))
		return STATUS_USAGE;
	w->of.later = w->newest;
	w->tail = FIRST_TAIL;
	if (w->of.has_since && w->of.has_until && w->of.since_us > w->of.until_us)
		return wrong("--until", opt->until, "before --since");
	return 0;
}

/* The whole of a history. */
static void begin_at_front(struct window_start *start)
{
	start->file = 0;
	start->from = 0;
}

bool window_is_file(const char *path)
{
	struct stat st;

	return (strcmp(path, "-") ? stat(path, &st) : fstat(STDIN_FILENO, &st)) == 0 &&
	       S_ISREG(st.st_mode);
}

/* One file, from its end.  True if reading begins in it. */
static bool look_into(struct reach *r, const char *path, int i, struct window_start *start)
{
	struct trouble t = { 0 };
	struct bytes in;
	int ret;

	if (!window_is_file(path)) {
		begin_at_front(start);
		return true;
	}
	if (bytes_open(&in, path, &t)) {
		/* It will be said when it is read. */
		trouble_free(&t);
		return false;
	}
	if (in.kind != BYTES_PLAIN || entries_kind_of(&in) != ENTRIES_NONE) {
		bytes_close(&in);
		begin_at_front(start);
		return true;
	}
	start->file = i;
	ret = reach_into(r, &in, &start->from, &start->notes[i]);
	if (reach_tail(r) < (u64)(in.size - in.begin)) {
		start->begin_file = i;
		start->begin = reach_tail(r);
	}
	bytes_close(&in);
	if (ret < 0)
		begin_at_front(start);
	return ret;
}

void window_find(const struct window *w, char *const *paths, int n, struct window_start *start)
{
	bool back = w->of.has_since || w->of.of_boot || w->of.later;
	struct reach *r;

	*start = (struct window_start){ .begin_file = -1 };
	if (!back)
		return;
	start->notes = xcalloc((size_t)n, sizeof(*start->notes));
	start->n_notes = (size_t)n;
	r = reach_new(&w->of, w->tail);
	for (int i = n - 1; i >= 0; i--)
		if (look_into(r, paths[i], i, start))
			break;
	start->bytes = reach_bytes(r);
	reach_free(r);
}

/* Where to begin so that it is known who the faults of the window are about. */
static char *walk_back(const struct window *w, struct journal *j, u64 tail, u64 *entries)
{
	struct reach *r = reach_new(&w->of, tail);
	char *cursor = NULL;
	struct entry e;

	if (!(w->of.has_until ? journal_seek_behind(j, w->of.until_us) : journal_seek_end(j))) {
		while (!cursor && journal_previous(j, &e)) {
			++*entries;
			if (reach_entry(r, &e))
				cursor = journal_cursor(j);
		}
	}
	reach_free(r);
	return cursor;
}

/* The last so many records; all, if there are no more. */
static void find_tail(const struct window *w, struct journal *j, struct window_start *start)
{
	struct journal_part *part = &start->journal;
	u64 tail = w->tail / ENTRY_SIZE;

	part->cursor = walk_back(w, j, tail, &start->entries);
	part->later = start->entries > tail;
	if (part->later)
		part->before = start->entries - tail;
}

static void find_part(const struct window *w, struct journal *j, struct window_start *start)
{
	struct journal_part *part = &start->journal;

	if (!journal_is_of_one_machine(j))
		return;
	part->has_until = w->of.has_until;
	part->until_us = w->of.until_us;
	if (w->of.has_since)
		part->cursor = walk_back(w, j, 0, &start->entries);
	else if (w->of.later)
		find_tail(w, j, start);
	else if (w->of.of_boot && !journal_find_boot(j, w->of.boot, part->boot))
		part->boot[0] = '\0';
}

void window_find_journal(const struct window *w, const char *path, struct window_start *start)
{
	struct trouble t = { 0 };
	struct journal j;

	if (!w->of.has_since && !w->of.has_until && !w->of.of_boot && !w->of.later)
		return;
	if (journal_open(&j, path, &t)) {
		/* It will be said when it is read. */
		trouble_free(&t);
		return;
	}
	find_part(w, &j, start);
	journal_close(&j);
}

void window_start_free(struct window_start *start)
{
	for (size_t i = 0; i < start->n_notes; i++)
		notes_free(&start->notes[i]);
	free(start->notes);
	start->notes = NULL;
	start->n_notes = 0;
	free(start->journal.cursor);
	start->journal.cursor = NULL;
}
