// SPDX-License-Identifier: GPL-2.0
/* The files that make up one history.  See inputs.h. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "source/entries.h"
#include "source/file.h"
#include "source/inputs.h"
#include "source/sosreport.h"
#include "source/tar.h"
#include "xalloc.h"

#define DEPTH_MAX	16
#define LOOK_LINES	200	/* for the first stamp */

/* ---- names ---- */

static const char *const endings[] = { ".gz", ".xz", ".zst", ".bz2", ".lz4", ".lzma" };

static bool looks_like_log(const char *name)
{
	static const char *const patterns[] = {
		"*.log", "*.log.*", "*.log-*", "syslog*", "messages*", "kern*", "dmesg*", "console*",
		"journalctl*",
	};

	for (size_t i = 0; i < DF_COUNT(patterns); i++)
		if (!fnmatch(patterns[i], name, 0))
			return true;
	return false;
}

static bool cut_ending(char *name, const char *ending)
{
	size_t len = strlen(name), cut = strlen(ending);

	if (len <= cut || strcmp(name + len - cut, ending))
		return false;
	name[len - cut] = '\0';
	return true;
}

/*
 * ".2" is older than ".1", "-20240101" (and "-20240101-1704067200") is older than
 * "-20240108", and what has nothing appended is the newest.
 */
static void split_rotation(struct input *in)
{
	char *mark;
	struct df_span digits;
	u64 n;

	in->stem = xstrdup(in->path);
	for (size_t i = 0; i < DF_COUNT(endings); i++)
		if (cut_ending(in->stem, endings[i]))
			break;
	mark = strrchr(in->stem, '.');
	if (mark && mark > in->stem) {
		digits = df_span_of(mark + 1);
		if (df_take_dec(&digits, &n) && !digits.len && n < 10000) {
			*mark = '\0';
			in->age = n + 1;
			return;
		}
	}
	mark = strrchr(in->stem, '-');
	if (!mark)
		return;
	digits = df_span_of(mark + 1);
	if (df_take_dec(&digits, &n) && !digits.len && n >= 19700101) {
		*mark = '\0';
		in->age = UINT64_MAX - n;
	}
}

/* ---- the first stamp ---- */

static void take_stamp(struct input *in, const struct df_record *r)
{
	if (!(r->flags & DF_REC_WALL))
		return;
	in->has_time = true;
	in->first_us = r->wall_us;
}

static void look_at_entries(struct input *in, struct bytes *bytes)
{
	struct entries es;
	struct entry e;

	entries_init(&es, bytes);
	for (int i = 0; i < LOOK_LINES && !in->has_time && entries_next(&es, &e); i++)
		take_stamp(in, &e.r);
	entries_free(&es);
}

static void look_at_lines(struct input *in, struct bytes *bytes)
{
	struct df_span line, host;
	struct prefix prefix;
	struct df_record r;
	struct stretch w;

	prefix_init(&prefix, bytes->newest);
	stretch_init(&w, bytes);
	for (int i = 0; i < LOOK_LINES && !in->has_time && stretch_line(&w, &line); i++)
		if (prefix_parse(&prefix, line, &r, &host))
			take_stamp(in, &r);
	stretch_free(&w);
	prefix_free(&prefix);
}

/* What cannot be read will be complained of when it is to be read. */
static void look_inside(struct input *in)
{
	struct trouble ignored = { 0 };
	struct bytes bytes;
	struct df_span front;

	if (bytes_open(&bytes, in->path, &ignored)) {
		trouble_free(&ignored);
		return;
	}
	front = bytes_front(&bytes);
	if (bytes.kind != BYTES_PLAIN && bytes.kind != BYTES_STREAM)
		in->has_time = false;
	else if (entries_kind_of(&bytes) == ENTRIES_PARTS)
		parts_header(&front, &in->dump, &in->part);
	else if (entries_kind_of(&bytes) != ENTRIES_NONE)
		look_at_entries(in, &bytes);
	else
		look_at_lines(in, &bytes);
	bytes_close(&bytes);
}

/* ---- collecting ---- */

static bool is_known(const struct inputs *l, const struct stat *st)
{
	for (size_t i = 0; i < l->n; i++)
		if (S_ISREG(st->st_mode) && l->p[i].dev == st->st_dev && l->p[i].ino == st->st_ino)
			return true;
	return false;
}

static void add_file(struct inputs *l, const char *path, const struct stat *st, size_t given)
{
	struct input *in;

	if (is_known(l, st))
		return;
	l->p = xreallocarray(l->p, l->n + 1, sizeof(*l->p));
	in = &l->p[l->n++];
	*in = (struct input){ .path = xstrdup(path), .given = given };
	if (S_ISREG(st->st_mode)) {
		in->dev = st->st_dev;
		in->ino = st->st_ino;
	}
	/* The node of the kernel's log would never come to an end if read as a file. */
	in->is_ring = S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 11);
	split_rotation(in);
}

static void walk(struct inputs *l, const char *path, size_t given, int depth);

static void add_below(struct inputs *l, const char *dir, const char *name, size_t given, int depth)
{
	char *path = format("%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name);
	struct stat st;

	/* Links may lead anywhere, and in circles; pipes and devices wait forever. */
	if (lstat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			walk(l, path, given, depth + 1);
		else if (S_ISREG(st.st_mode) && st.st_size && looks_like_log(name))
			add_file(l, path, &st, given);
	}
	free(path);
}

static void walk(struct inputs *l, const char *path, size_t given, int depth)
{
	struct strs names;

	if (access(path, R_OK | X_OK)) {
		strs_add(&l->complaints, format("cannot read %s: %s", path, strerror(errno)));
		return;
	}
	if (depth == DEPTH_MAX)
		return;
	names = dir_names(path);
	for (size_t i = 0; i < names.n; i++)
		add_below(l, path, names.p[i], given, depth);
	strs_free(&names);
}

static bool is_wanted(const char *path)
{
	const char *slash = strrchr(path, '/');

	return looks_like_log(slash ? slash + 1 : path) || sosreport_wants(path);
}

/* The directory, or the one directory in it, of a sosreport. */
static void find_report(struct inputs *l, const char *path)
{
	struct strs names;

	if (l->report)
		return;
	if (sosreport_is(path)) {
		l->report = xstrdup(path);
		return;
	}
	names = dir_names(path);
	if (names.n == 1) {
		char *below = format("%s/%s", path, names.p[0]);

		if (sosreport_is(below))
			l->report = xstrdup(below);
		free(below);
	}
	strs_free(&names);
}

/* By its name: what is inside is looked at only then. */
static bool is_archive(const char *path)
{
	static const char *const patterns[] = { "*.tar", "*.tar.*", "*.tgz", "*.txz", "*.tbz" };

	for (size_t i = 0; i < DF_COUNT(patterns); i++)
		if (!fnmatch(patterns[i], path, 0))
			return true;
	return false;
}

static void walk_archive(struct inputs *l, const char *path, char *dir, size_t given)
{
	size_t had = l->n;

	walk(l, dir, given, 0);
	find_report(l, dir);
	for (size_t i = had; i < l->n; i++)
		l->p[i].shown = format("%s:%s", path, l->p[i].path + strlen(dir) + 1);
	if (l->n == had)
		strs_add(&l->complaints, format("there are no logs in %s", path));
	strs_add(&l->unpacked, dir);
}

/* True if it was one. */
static bool add_archive(struct inputs *l, const char *path, size_t given)
{
	struct trouble t = { 0 };
	struct bytes in;
	char *dir = NULL;
	bool is_tar;

	if (!is_archive(path) || bytes_open(&in, path, &t)) {
		trouble_free(&t);
		return false;
	}
	is_tar = in.kind == BYTES_TAR;
	if (is_tar)
		dir = tar_unpack(&in, is_wanted, &t);
	bytes_close(&in);
	if (t.text)
		strs_add(&l->complaints, xstrdup(t.text));
	trouble_free(&t);
	if (dir)
		walk_archive(l, path, dir, given);
	return is_tar;
}

static void add_directory(struct inputs *l, const char *path, size_t given)
{
	size_t had = l->n, complained = l->complaints.n;

	walk(l, path, given, 0);
	find_report(l, path);
	if (l->n == had && l->complaints.n == complained)
		strs_add(&l->complaints, format("there are no logs in %s; for a journal, say --journal=%s",
						path, path));
}

static void add_argument(struct inputs *l, const char *path, size_t given)
{
	struct stat st = { 0 };

	if (strcmp(path, "-") && stat(path, &st))
		strs_add(&l->complaints, format("cannot read %s: %s", path, strerror(errno)));
	else if (S_ISDIR(st.st_mode))
		add_directory(l, path, given);
	else if (!S_ISREG(st.st_mode) || !add_archive(l, path, given))
		add_file(l, path, &st, given);
}

/* ---- order ---- */

/*
 * One without a stamp of its own belongs next to its neighbour in the rotation; if
 * there is none, behind all others: the ring of this boot bears no dates.
 */
static void lend_time(const struct inputs *l, struct input *in)
{
	u64 nearest = UINT64_MAX;

	in->first_us = INT64_MAX;
	for (size_t i = 0; i < l->n; i++) {
		const struct input *o = &l->p[i];
		u64 between = o->age > in->age ? o->age - in->age : in->age - o->age;

		if (!o->has_time || strcmp(o->stem, in->stem) || between >= nearest)
			continue;
		nearest = between;
		in->first_us = o->first_us;
	}
}

static int compare_u64(u64 a, u64 b)
{
	return a < b ? -1 : a > b;
}

static int in_time(const void *a, const void *b)
{
	const struct input *one = a, *two = b;
	int order;

	if (one->first_us != two->first_us)
		return one->first_us < two->first_us ? -1 : 1;
	/* Older first: of crashes, of parts of a crash, of rotation. */
	order = compare_u64(one->dump, two->dump);
	if (!order)
		order = compare_u64(two->part, one->part);
	if (!order && !strcmp(one->stem, two->stem))
		order = compare_u64(two->age, one->age);
	return order ? order : compare_u64(one->given, two->given);
}

static void sort(struct inputs *l)
{
	/* A pipe can be looked at once only. */
	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].ino)
			look_inside(&l->p[i]);
	for (size_t i = 0; i < l->n; i++)
		if (!l->p[i].has_time)
			lend_time(l, &l->p[i]);
	qsort(l->p, l->n, sizeof(*l->p), in_time);
}

void inputs_collect(struct inputs *l, char *const args[], size_t n)
{
	*l = (struct inputs){ 0 };
	for (size_t i = 0; i < n; i++)
		add_argument(l, args[i], i);
	/* A single one is in order. */
	if (l->n > 1)
		sort(l);
	l->paths = xcalloc(l->n, sizeof(*l->paths));
	for (size_t i = 0; i < l->n; i++)
		l->paths[i] = l->p[i].path;
}

void inputs_free(struct inputs *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->p[i].path);
		free(l->p[i].shown);
		free(l->p[i].stem);
	}
	for (size_t i = 0; i < l->unpacked.n; i++)
		tar_remove(l->unpacked.p[i]);
	free(l->unpacked.p);
	free(l->report);
	free(l->p);
	free(l->paths);
	strs_free(&l->complaints);
	*l = (struct inputs){ 0 };
}
