// SPDX-License-Identifier: GPL-2.0
/* Who mounts what: /proc/self/mountinfo, by device number. */
#include <stdio.h>
#include <stdlib.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define DEPTH_MAX	8	/* of volumes on volumes */

struct mount {
	char number[24];	/* "8:1" */
	char *where;
};

struct mounts {
	struct mount *p;
	size_t n;
};

/* Blanks and backslashes are octal in mountinfo: "\040". */
static char *unescape(const char *s, size_t len)
{
	struct buf raw = { 0 };
	char *text;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\\' && i + 3 < len && s[i + 1] >= '0' && s[i + 1] <= '3' &&
		    s[i + 2] >= '0' && s[i + 2] <= '7' && s[i + 3] >= '0' && s[i + 3] <= '7') {
			buf_putc(&raw, (char)((s[i + 1] - '0') << 6 | (s[i + 2] - '0') << 3 |
					      (s[i + 3] - '0')));
			i += 3;
		} else {
			buf_putc(&raw, s[i]);
		}
	}
	text = safe_text((struct df_span){ raw.p ? raw.p : "", raw.len }, SAFE_RAW);
	buf_free(&raw);
	return text;
}

/* "36 35 98:0 /root /where rw,noatime ..." */
static void add_line(struct mounts *m, const char *line)
{
	char number[24];
	int at = 0, end = 0;
	struct mount *mount;

	if (sscanf(line, "%*d %*d %23s %*s %n%*s%n", number, &at, &end) != 1 || !end)
		return;
	m->p = xreallocarray(m->p, m->n + 1, sizeof(*m->p));
	mount = &m->p[m->n++];
	memcpy(mount->number, number, sizeof(number));
	mount->where = unescape(line + at, (size_t)(end - at));
}

struct mounts *mounts_open(const char *root)
{
	struct mounts *m = xcalloc(1, sizeof(*m));
	char *path = root_path(root, "/proc/self/mountinfo");
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	free(path);
	if (!file)
		return m;
	while (getline(&line, &size, file) > 0)
		add_line(m, line);
	free(line);
	fclose(file);
	return m;
}

void mounts_close(struct mounts *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->p[i].where);
	free(m->p);
	free(m);
}

static void mounts_at(const struct mounts *m, const char *dir, struct strs *where)
{
	char *path = format("%s/dev", dir);
	char *number = file_text(path);

	for (size_t i = 0; number && i < m->n; i++)
		if (!strcmp(m->p[i].number, number) && !strs_have(where, m->p[i].where))
			strs_add(where, xstrdup(m->p[i].where));
	free(number);
	free(path);
}

static void mounts_below(const struct mounts *m, const char *root, const char *dir, int depth,
			 struct strs *where)
{
	char *path = format("%s/holders", dir);
	struct strs holders = dir_names(path);

	free(path);
	mounts_at(m, dir, where);
	for (size_t i = 0; i < holders.n && depth < DEPTH_MAX; i++) {
		path = root_path(root, "/sys/block/%s", holders.p[i]);
		mounts_below(m, root, path, depth + 1, where);
		free(path);
	}
	strs_free(&holders);
}

void mounts_of(struct mounts *m, const char *root, const char *name, struct strs *where)
{
	char *dir = root_path(root, "/sys/block/%s", name);
	struct strs parts = dir_names(dir);

	mounts_below(m, root, dir, 0, where);
	/* sda1 below sda, nvme0n1p1 below nvme0n1 */
	for (size_t i = 0; i < parts.n; i++) {
		if (!strncmp(parts.p[i], name, strlen(name))) {
			char *part = format("%s/%s", dir, parts.p[i]);

			mounts_below(m, root, part, 0, where);
			free(part);
		}
	}
	strs_free(&parts);
	free(dir);
}
