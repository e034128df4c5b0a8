// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's records in systemd's journal.  See journal.h.
 *
 * The library maps the files.  One that is cut short while it is read would end us
 * by SIGBUS; instead, the page that is gone becomes zeros, which the library finds
 * to be no journal.  (journalctl does the same.)
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "late.h"
#include "source/journal.h"
#include "xalloc.h"

#define LIBRARY		"libsystemd.so.0"

LATE_LIBRARY(LIBRARY, "journal", "Reading the journal of systemd");

#define FUNCTIONS(F) \
	F(sd_id128_to_string) F(sd_journal_add_match) F(sd_journal_close) \
	F(sd_journal_enumerate_data) F(sd_journal_enumerate_unique) \
	F(sd_journal_flush_matches) F(sd_journal_get_cursor) F(sd_journal_get_fd) \
	F(sd_journal_get_monotonic_usec) F(sd_journal_get_realtime_usec) F(sd_journal_next) \
	F(sd_journal_open) F(sd_journal_open_directory) F(sd_journal_open_files) \
	F(sd_journal_previous) F(sd_journal_process) F(sd_journal_query_unique) \
	F(sd_journal_restart_data) F(sd_journal_restart_unique) F(sd_journal_seek_cursor) \
	F(sd_journal_seek_head) F(sd_journal_seek_realtime_usec) F(sd_journal_seek_tail) \
	F(sd_journal_set_data_threshold)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

static int pages_lost;
static struct sigaction before;

static void fill_in(int sig, siginfo_t *info, void *context)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = (char *)((uintptr_t)info->si_addr & ~(page - 1));
	int err = errno;

	(void)context;
	if (info->si_code != BUS_ADRERR ||
	    mmap(at, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		 0) == MAP_FAILED) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
	__atomic_store_n(&pages_lost, 1, __ATOMIC_RELAXED);
	errno = err;
}

static void catch_lost_pages(void)
{
	struct sigaction act = { .sa_sigaction = fill_in, .sa_flags = SA_SIGINFO };

	pages_lost = 0;
	sigaction(SIGBUS, &act, &before);
}

/* ---- opening ---- */

static int open_machine(struct journal *j, struct trouble *t)
{
	int ret = lib.sd_journal_open(&j->j, SD_JOURNAL_LOCAL_ONLY);

	if (ret < 0)
		trouble_set(t, "cannot open the journal: %s", strerror(-ret));
	return ret;
}

static int open_path(struct journal *j, const char *path, struct trouble *t)
{
	const char *files[] = { path, NULL };
	struct stat st;
	int ret;

	/* The library says too little of a file that is not there, or not ours. */
	if (stat(path, &st) || access(path, R_OK)) {
		trouble_set(t, "cannot read %s: %s", path, strerror(errno));
		return -1;
	}
	if (S_ISDIR(st.st_mode))
		ret = lib.sd_journal_open_directory(&j->j, path, 0);
	else
		ret = lib.sd_journal_open_files(&j->j, files, 0);
	if (ret < 0)
		trouble_set(t, "cannot read %s: it is no journal of systemd, or a damaged one",
			    path);
	return ret;
}

/* The library passes over what it may not read, and over directories without any. */
static bool is_empty(struct journal *j)
{
	return lib.sd_journal_seek_head(j->j) < 0 || lib.sd_journal_next(j->j) <= 0;
}

static void say_empty(const char *path, struct trouble *t)
{
	if (path)
		trouble_set(t, "there is no journal in %s that can be read", path);
	else if (geteuid())
		trouble_set(t, "there is no journal here that you may read; be root, or of the group systemd-journal");
	else
		trouble_set(t, "there is no journal here; name a directory: --journal=DIR");
}

int journal_open(struct journal *j, const char *path, struct trouble *t)
{
	*j = (struct journal){ .name = xstrdup(path ? path : "(journal)") };
	catch_lost_pages();
	if (!late_load(LIBRARY, names, DF_COUNT(names), &lib, path ? path : "the journal", t)) {
		journal_close(j);
		return -1;
	}
	if ((path ? open_path(j, path, t) : open_machine(j, t)) < 0) {
		journal_close(j);
		return -1;
	}
	if (is_empty(j)) {
		say_empty(path, t);
		journal_close(j);
		return -1;
	}
	lib.sd_journal_set_data_threshold(j->j, 0);
	return journal_keep_boot(j, "");
}

void journal_close(struct journal *j)
{
	if (j->j)
		lib.sd_journal_close(j->j);
	sigaction(SIGBUS, &before, NULL);
	free(j->name);
	fields_free(&j->fields);
	trouble_free(&j->why);
	*j = (struct journal){ 0 };
}

/* ---- seeking ---- */

static int error_of(int ret)
{
	return ret < 0 ? -1 : 0;
}

int journal_seek_behind(struct journal *j, s64 wall_us)
{
	return error_of(lib.sd_journal_seek_realtime_usec(j->j, (u64)wall_us + 1));
}

int journal_seek_end(struct journal *j)
{
	return error_of(lib.sd_journal_seek_tail(j->j));
}

char *journal_cursor(struct journal *j)
{
	char *cursor;

	return lib.sd_journal_get_cursor(j->j, &cursor) < 0 ? NULL : cursor;
}

int journal_seek_cursor(struct journal *j, const char *cursor)
{
	return error_of(lib.sd_journal_seek_cursor(j->j, cursor));
}

int journal_keep_boot(struct journal *j, const char *boot)
{
	char *match = format("_BOOT_ID=%s", boot);
	int ret;

	lib.sd_journal_flush_matches(j->j);
	ret = lib.sd_journal_add_match(j->j, "_TRANSPORT=kernel", 0);
	if (ret >= 0 && *boot)
		ret = lib.sd_journal_add_match(j->j, match, 0);
	free(match);
	return error_of(ret < 0 ? ret : lib.sd_journal_seek_head(j->j));
}

bool journal_is_of_one_machine(struct journal *j)
{
	const void *data;
	size_t len;
	int n = 0;

	if (lib.sd_journal_query_unique(j->j, "_MACHINE_ID") < 0)
		return false;
	lib.sd_journal_restart_unique(j->j);
	while (lib.sd_journal_enumerate_unique(j->j, &data, &len) > 0)
		n++;
	return n == 1;
}

static bool boot_here(struct journal *j, sd_id128_t *boot)
{
	u64 mono_us;

	return lib.sd_journal_get_monotonic_usec(j->j, &mono_us, boot) >= 0;
}

/* From anywhere to the last record before those of @boot. */
static bool step_before(struct journal *j, sd_id128_t boot)
{
	char text[SD_ID128_STRING_MAX];
	char *first = NULL;
	bool ok;

	ok = !journal_keep_boot(j, lib.sd_id128_to_string(boot, text)) &&
	     lib.sd_journal_next(j->j) > 0 && (first = journal_cursor(j)) &&
	     !journal_keep_boot(j, "") && !journal_seek_cursor(j, first) &&
	     lib.sd_journal_next(j->j) > 0 && lib.sd_journal_previous(j->j) > 0;
	free(first);
	return ok;
}

static bool is_among(const sd_id128_t *p, u32 n, sd_id128_t id)
{
	for (u32 i = 0; i < n; i++)
		if (sd_id128_equal(p[i], id))
			return true;
	return false;
}

/* Fills in @boots, the last first.  True if there are @n. */
static bool list_boots(struct journal *j, sd_id128_t *boots, u32 n)
{
	if (journal_seek_end(j) || lib.sd_journal_previous(j->j) <= 0)
		return false;
	for (u32 i = 0; i < n; i++) {
		if (i && !step_before(j, boots[i - 1]))
			return false;
		if (!boot_here(j, &boots[i]) || is_among(boots, i, boots[i]))
			return false;
	}
	return true;
}

bool journal_find_boot(struct journal *j, u32 back, char boot[JOURNAL_BOOT_SIZE])
{
	sd_id128_t *boots;
	bool found;

	boots = xcalloc(back + 1, sizeof(*boots));
	found = list_boots(j, boots, back + 1);
	if (found)
		lib.sd_id128_to_string(boots[back], boot);
	free(boots);
	return found;
}

/* ---- reading ---- */

static void add_number(struct fields *f, const char *name, u64 value)
{
	char text[24];
	size_t len = df_text_dec(text, value);

	fields_add(f, df_span_of(name), (struct df_span){ text, len });
}

/* What is no field, but stands in the head of the entry. */
static void add_head(struct journal *j)
{
	char boot[SD_ID128_STRING_MAX];
	u64 wall_us, mono_us;
	sd_id128_t id;

	if (lib.sd_journal_get_realtime_usec(j->j, &wall_us) >= 0)
		add_number(&j->fields, "__REALTIME_TIMESTAMP", wall_us);
	if (lib.sd_journal_get_monotonic_usec(j->j, &mono_us, &id) < 0)
		return;
	add_number(&j->fields, "__MONOTONIC_TIMESTAMP", mono_us);
	fields_add(&j->fields, DF_SPAN("_BOOT_ID"),
		   df_span_of(lib.sd_id128_to_string(id, boot)));
}

static int add_fields(struct journal *j)
{
	const void *data;
	size_t len;
	int ret;

	lib.sd_journal_restart_data(j->j);
	while ((ret = lib.sd_journal_enumerate_data(j->j, &data, &len)) > 0) {
		struct df_span s = { data, len };
		size_t n = df_span_find(s, DF_SPAN("="));

		if (n < len)
			fields_add(&j->fields, df_span_first(s, n), df_span_from(s, n + 1));
	}
	return ret;
}

static bool take(struct journal *j, int (*step)(sd_journal *), struct entry *e)
{
	int ret;

	while ((ret = step(j->j)) > 0) {
		fields_begin(&j->fields);
		ret = add_fields(j);
		if (ret < 0)
			break;
		add_head(j);
		j->number++;
		if (fields_entry(&j->fields, e)) {
			e->line = j->number;
			return true;
		}
	}
	if (__atomic_load_n(&pages_lost, __ATOMIC_RELAXED))
		trouble_set(&j->why, "%s was cut short while it was read", j->name);
	else if (ret < 0)
		trouble_set(&j->why, "%s is damaged; only what stands before that was read",
			    j->name);
	return false;
}

bool journal_next(struct journal *j, struct entry *e)
{
	return take(j, lib.sd_journal_next, e);
}

bool journal_previous(struct journal *j, struct entry *e)
{
	return take(j, lib.sd_journal_previous, e);
}

/* ---- going on ---- */

int journal_fd(struct journal *j)
{
	int fd = lib.sd_journal_get_fd(j->j);

	return fd < 0 ? -1 : fd;
}

void journal_refresh(struct journal *j)
{
	/* Files that came, and those that went: what fails now will succeed later. */
	lib.sd_journal_process(j->j);
}
