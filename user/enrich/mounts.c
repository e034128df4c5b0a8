// SPDX-License-Identifier: GPL-2.0
/* Who mounts what: /proc/self/mountinfo and /proc/swaps. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

struct mount {
	char number[24];	/* "8:1"; "0:45" for what has several devices, or none */
	char *source;	/* "/dev/sdb1" */
	char *where;
	char *fstype;
	size_t order;	/* in the file */
};

struct mounts {
	struct mount *p;	/* by number, then as in the file */
	size_t n;
	struct strs swaps;	/* devices */
};

/* Blanks and backslashes are octal in /proc: "\040". */
static char *unescape(struct df_span s)
{
	struct buf raw = { 0 };
	char *text;

	for (size_t i = 0; i < s.len; i++) {
		const char *p = s.p + i;

		if (p[0] == '\\' && i + 3 < s.len && p[1] >= '0' && p[1] <= '3' && p[2] >= '0' &&
		    p[2] <= '7' && p[3] >= '0' && p[3] <= '7') {
			buf_putc(&raw,
				 (char)((p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0')));
			i += 3;
		} else {
			buf_putc(&raw, p[0]);
		}
	}
	text = safe_text((struct df_span){ raw.p ? raw.p : "", raw.len }, SAFE_RAW);
	buf_free(&raw);
	return text;
}

static struct df_span next_word(const char **at)
{
	const char *p = *at + strspn(*at, " \t\n");

	*at = p + strcspn(p, " \t\n");
	return (struct df_span){ p, (size_t)(*at - p) };
}

/* "36 35 98:0 /root /where rw,noatime [tags...] - xfs /dev/sda1 rw" */
static void add_mount(struct mounts *m, const char *line)
{
	struct df_span number, where, fstype, word;
	struct mount *mount;

	next_word(&line);
	next_word(&line);
	number = next_word(&line);
	next_word(&line);
	where = next_word(&line);
	do
		word = next_word(&line);
	while (word.len && !df_span_equal(word, DF_SPAN("-")));
	fstype = next_word(&line);
	word = next_word(&line);
	if (!word.len || number.len >= sizeof(mount->number))
		return;
	m->p = xreallocarray(m->p, m->n + 1, sizeof(*m->p));
	mount = &m->p[m->n];
	*mount = (struct mount){ .order = m->n++ };
	memcpy(mount->number, number.p, number.len);
	mount->source = unescape(word);
	mount->where = unescape(where);
	mount->fstype = unescape(fstype);
}

/* "/dev/dm-1  partition  999420  0  -2", below a line of headings */
static void add_swap(struct mounts *m, const char *line)
{
	struct df_span device = next_word(&line);
	struct df_span type = next_word(&line);

	if (df_span_equal(type, DF_SPAN("partition")))
		strs_add(&m->swaps, unescape(device));
}

static void read_lines(struct mounts *m, const char *root, const char *file,
		       void (*add)(struct mounts *m, const char *line))
{
	char *path = root_path(root, "%s", file);
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	free(path);
	if (!f)
		return;
	while (getline(&line, &size, f) > 0)
		add(m, line);
	free(line);
	fclose(f);
}

static int by_number(const void *pa, const void *pb)
{
	const struct mount *a = pa, *b = pb;
	int order = strcmp(a->number, b->number);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

struct mounts *mounts_open(const char *root)
{
	struct mounts *m = xcalloc(1, sizeof(*m));

	read_lines(m, root, "/proc/self/mountinfo", add_mount);
	read_lines(m, root, "/proc/swaps", add_swap);
	if (m->n > 1)
		qsort(m->p, m->n, sizeof(*m->p), by_number);
	return m;
}

void mounts_close(struct mounts *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++) {
		free(m->p[i].source);
		free(m->p[i].where);
		free(m->p[i].fstype);
	}
	free(m->p);
	strs_free(&m->swaps);
	free(m);
}

/* Is that device the one with this name, or label below /dev/mapper? */
static bool is_device(const char *path, const char *name, const char *label)
{
	if (strncmp(path, "/dev/", 5))
		return false;
	path += 5;
	return !strcmp(path, name) ||
	       (label && !strncmp(path, "mapper/", 7) && !strcmp(path + 7, label));
}

static void add_where(const struct mount *mount, struct strs *where, char **fstype)
{
	if (!strs_have(where, mount->where))
		strs_add(where, xstrdup(mount->where));
	if (!*fstype)
		*fstype = xstrdup(mount->fstype);
}

/* The first of the mounts with that number, in m->p. */
static size_t first_of(const struct mounts *m, const char *number)
{
	size_t from = 0, to = m->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(m->p[middle].number, number) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

void mounts_of(const struct mounts *m, const char *number, const char *name, const char *label,
	       struct strs *where, char **fstype)
{
	for (size_t i = first_of(m, number); i < m->n && !strcmp(m->p[i].number, number); i++)
		add_where(&m->p[i], where, fstype);
	/* btrfs has a number of its own, and names one of its devices. */
	for (size_t i = 0; i < m->n && !strncmp(m->p[i].number, "0:", 2); i++)
		if (is_device(m->p[i].source, name, label))
			add_where(&m->p[i], where, fstype);
	for (size_t i = 0; i < m->swaps.n; i++) {
		if (!is_device(m->swaps.p[i], name, label))
			continue;
		strs_add(where, xstrdup("[SWAP]"));
		if (!*fstype)
			*fstype = xstrdup("swap");
	}
}

const char *mounts_device_at(const struct mounts *m, const char *path)
{
	const struct mount *top = NULL;

	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(m->p[i].where, path) && (!top || m->p[i].order > top->order))
			top = &m->p[i];
	if (!top || strncmp(top->number, "0:", 2))
		return top ? top->number : NULL;
	return strncmp(top->source, "/dev/", 5) ? NULL : top->source;
}

const char *mounts_number_of_path(const struct mounts *m, const char *path)
{
	const struct mount *best = NULL;
	size_t best_len = 0;

	for (size_t i = 0; i < m->n; i++) {
		const char *where = m->p[i].where;
		size_t len = strcmp(where, "/") ? strlen(where) : 0;

		if (strncmp(path, where, len) || (path[len] != '/' && path[len]))
			continue;
		/* Of two at one place the later covers the earlier. */
		if (!best || len > best_len || (len == best_len && m->p[i].order > best->order)) {
			best = &m->p[i];
			best_len = len;
		}
	}
	return best ? best->number : NULL;
}
