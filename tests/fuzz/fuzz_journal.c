// SPDX-License-Identifier: GPL-2.0
/*
 * A journal as libsystemd hands it out, with anything in it.  The library checks the
 * file, and says nothing of what the fields hold; so here stands a library whose
 * fields are the input: 0x1f ends a field, 0x1e an entry.  The first byte says which
 * part is asked for, and an entry that begins with 0x01 cannot be read.
 */
#include <errno.h>
#include <stdio.h>
#include <systemd/sd-journal.h>

#include "late.h"
#include "play_entries.h"
#include "window.h"
#include "xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__typeof__(late_load) __wrap_late_load;

#define ENTRIES_MAX	1000
#define FIELD_END	"\x1f"
#define ENTRY_END	"\x1e"
#define UNREADABLE	1

/* ---- the library ---- */

static struct df_span entries[ENTRIES_MAX];
static int n_entries;

struct sd_journal {
	int at;			/* the entry that was stepped to; one before, one behind */
	struct df_span rest;	/* its fields that are still to be given out */
	bool told;		/* the one value of a field that is unique */
};

static int open_journal(sd_journal **j, int flags)
{
	(void)flags;
	*j = xcalloc(1, sizeof(**j));
	(*j)->at = -1;
	return 0;
}

static void close_journal(sd_journal *j)
{
	free(j);
}

static int go_to(sd_journal *j, int at)
{
	bool there = at >= 0 && at < n_entries;

	if (there)
		j->at = at;
	return there;
}

static int next(sd_journal *j)
{
	return go_to(j, j->at + 1);
}

static int previous(sd_journal *j)
{
	return go_to(j, j->at - 1);
}

static int seek_head(sd_journal *j)
{
	j->at = -1;
	return 0;
}

static int seek_tail(sd_journal *j)
{
	j->at = n_entries;
	return 0;
}

static int seek_realtime(sd_journal *j, uint64_t us)
{
	j->at = us < (uint64_t)n_entries ? (int)us : n_entries;
	return 0;
}

static int get_cursor(sd_journal *j, char **cursor)
{
	*cursor = format("%d", j->at);
	return 0;
}

static int seek_cursor(sd_journal *j, const char *cursor)
{
	j->at = atoi(cursor) - 1;
	return 0;
}

static bool is_readable(const sd_journal *j)
{
	return !entries[j->at].len || entries[j->at].p[0] != UNREADABLE;
}

static int get_realtime(sd_journal *j, uint64_t *us)
{
	*us = (uint64_t)j->at * 1000000;
	return is_readable(j) ? 0 : -EBADMSG;
}

static int get_monotonic(sd_journal *j, uint64_t *us, sd_id128_t *boot)
{
	*us = (uint64_t)j->at;
	*boot = (sd_id128_t){ .bytes = { entries[j->at].len ? (u8)entries[j->at].p[0] : 0 } };
	return is_readable(j) ? 0 : -ESTALE;
}

static void restart_data(sd_journal *j)
{
	j->rest = entries[j->at];
}

static int enumerate_data(sd_journal *j, const void **data, size_t *len)
{
	size_t n = df_span_find(j->rest, DF_SPAN(FIELD_END));

	if (!is_readable(j))
		return -EBADMSG;
	if (!j->rest.len)
		return 0;
	*data = j->rest.p;
	*len = n;
	j->rest = df_span_from(j->rest, n + 1);
	return 1;
}

static int query_unique(sd_journal *j, const char *field)
{
	(void)j;
	(void)field;
	return 0;
}

static void restart_unique(sd_journal *j)
{
	j->told = false;
}

static int enumerate_unique(sd_journal *j, const void **data, size_t *len)
{
	bool told = j->told;

	*data = "";
	*len = 0;
	j->told = true;
	return !told;
}

static void flush_matches(sd_journal *j)
{
	(void)j;
}

static int add_match(sd_journal *j, const void *data, size_t size)
{
	(void)j;
	(void)data;
	(void)size;
	return 0;
}

static int set_threshold(sd_journal *j, size_t most)
{
	(void)j;
	(void)most;
	return 0;
}

static char *id_to_string(sd_id128_t id, char text[SD_ID128_STRING_MAX])
{
	for (size_t i = 0; i < sizeof(id.bytes); i++)
		sprintf(text + 2 * i, "%02x", id.bytes[i]);
	return text;
}

/* Of no use here: nothing is followed, and no path is named. */
static int refuse(void)
{
	abort();
}

static const struct {
	const char *name;
	void (*function)(void);
} library[] = {
	{ "sd_journal_open", (void (*)(void))open_journal },
	{ "sd_journal_open_directory", (void (*)(void))refuse },
	{ "sd_journal_open_files", (void (*)(void))refuse },
	{ "sd_journal_close", (void (*)(void))close_journal },
	{ "sd_journal_next", (void (*)(void))next },
	{ "sd_journal_previous", (void (*)(void))previous },
	{ "sd_journal_seek_head", (void (*)(void))seek_head },
	{ "sd_journal_seek_tail", (void (*)(void))seek_tail },
	{ "sd_journal_seek_realtime_usec", (void (*)(void))seek_realtime },
	{ "sd_journal_get_cursor", (void (*)(void))get_cursor },
	{ "sd_journal_seek_cursor", (void (*)(void))seek_cursor },
	{ "sd_journal_get_realtime_usec", (void (*)(void))get_realtime },
	{ "sd_journal_get_monotonic_usec", (void (*)(void))get_monotonic },
	{ "sd_journal_restart_data", (void (*)(void))restart_data },
	{ "sd_journal_enumerate_data", (void (*)(void))enumerate_data },
	{ "sd_journal_query_unique", (void (*)(void))query_unique },
	{ "sd_journal_restart_unique", (void (*)(void))restart_unique },
	{ "sd_journal_enumerate_unique", (void (*)(void))enumerate_unique },
	{ "sd_journal_flush_matches", (void (*)(void))flush_matches },
	{ "sd_journal_add_match", (void (*)(void))add_match },
	{ "sd_journal_set_data_threshold", (void (*)(void))set_threshold },
	{ "sd_journal_get_fd", (void (*)(void))refuse },
	{ "sd_journal_process", (void (*)(void))refuse },
	{ "sd_id128_to_string", (void (*)(void))id_to_string },
};

/* The linker puts it in the place of late_load(). */
bool __wrap_late_load(const char *soname, const char *const names[], size_t n, void *to,
		      const char *path, struct trouble *t)
{
	(void)soname;
	(void)path;
	(void)t;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < DF_COUNT(library) && strcmp(library[k].name, names[i]))
			k++;
		if (k == DF_COUNT(library))
			abort();
		memcpy((char *)to + i * sizeof(library[k].function), &library[k].function,
		       sizeof(library[k].function));
	}
	return true;
}

/* ---- the journal ---- */

static void take_entries(struct df_span input)
{
	for (n_entries = 0; input.len && n_entries < ENTRIES_MAX; n_entries++) {
		size_t n = df_span_find(input, DF_SPAN(ENTRY_END));

		entries[n_entries] = df_span_first(input, n);
		input = df_span_from(input, n + 1);
	}
}

/* All of it, a time, a boot, or the tail of it. */
static struct window window_of(u8 wanted)
{
	struct window w = { .tail = 1024 * (wanted >> 2) };

	w.of.has_since = (wanted & 3) == 1;
	w.of.has_until = (wanted & 3) == 1 && wanted & 4;
	w.of.of_boot = (wanted & 3) == 2;
	w.of.later = (wanted & 3) == 3;
	w.of.since_us = 1000000 * (wanted >> 3);
	w.of.until_us = 2 * w.of.since_us;
	w.of.boot = w.of.of_boot ? wanted >> 6 : 0;
	return w;
}

static void scan_journal(const struct window *w)
{
	struct window_start start = { .file = 0 };
	struct scan_how how = { .window = w->of, .chains = true };
	struct scan *s = scan_new(&how);
	struct findings found = { 0 };
	struct trouble t = { 0 };
	u64 read;

	window_find_journal(w, NULL, &start);
	play_journal(s, NULL, &start.journal, &read, &t);
	scan_finish(s);
	scan_findings(s, &found);
	findings_free(&found);
	window_start_free(&start);
	scan_free(s);
	trouble_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct window w;

	if (!size)
		return 0;
	w = window_of(data[0]);
	take_entries((struct df_span){ (const char *)data + 1, size - 1 });
	scan_journal(&w);
	return 0;
}
