// SPDX-License-Identifier: GPL-2.0
/* The lines of a file, from the last to the first.  See backward.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/backward.h"
#include "source/file.h"
#include "xalloc.h"

#define BLOCK	(256 * 1024)

/* Reads @len bytes at @at, or as many as there are. */
static ssize_t read_at(int fd, char *to, size_t len, off_t at)
{
	size_t have = 0;

	while (have < len) {
		ssize_t n = pread(fd, to + have, len - have, at + (off_t)have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

static int write_all(int fd, const char *from, size_t len)
{
	while (len) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

static int copy(int from, int to, char *block)
{
	for (;;) {
		ssize_t n = read(from, block, BLOCK);
		int err;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		err = write_all(to, block, (size_t)n);
		if (err)
			return err;
	}
}

/* From a pipe to a file. */
static int spool(struct backward *b, const char *name, struct trouble *t)
{
	int fd = unnamed_file();
	int err;

	if (fd < 0) {
		trouble_set(t, "cannot make a temporary file for %s: %s", name, strerror(errno));
		return -1;
	}
	err = copy(b->fd, fd, b->block);
	if (b->fd != STDIN_FILENO)
		close(b->fd);
	b->fd = fd;
	if (err)
		trouble_set(t, "cannot read %s to its end: %s", name, strerror(-err));
	return err ? -1 : 0;
}

static int open_input(struct backward *b, const char *path, const char *name, struct trouble *t)
{
	struct stat st;

	b->fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
	if (b->fd < 0 || fstat(b->fd, &st)) {
		trouble_set(t, "cannot read %s: %s", name, strerror(errno));
		return -1;
	}
	if (S_ISDIR(st.st_mode)) {
		trouble_set(t, "cannot read %s: it is a directory", name);
		return -1;
	}
	b->begin = lseek(b->fd, 0, SEEK_CUR);
	if (!S_ISREG(st.st_mode) || b->begin < 0) {
		b->begin = 0;
		return spool(b, name, t);
	}
	return 0;
}

int backward_open(struct backward *b, const char *path, struct trouble *t)
{
	const char *name = path && strcmp(path, "-") ? path : "standard input";
	char last;

	*b = (struct backward){ .fd = -1 };
	b->block = xcalloc(BLOCK, 1);
	b->line = xcalloc(LINE_MAX_BYTES, 1);
	if (open_input(b, name == path ? path : NULL, name, t)) {
		backward_close(b);
		return -1;
	}
	b->end = lseek(b->fd, 0, SEEK_END);
	if (b->end < b->begin)
		b->begin = b->end;
	/* A newline at the end ends the last line, it does not begin one. */
	if (b->end > b->begin && read_at(b->fd, &last, 1, b->end - 1) == 1 && last == '\n')
		b->end--;
	else if (b->end == b->begin)
		b->end = -1;
	return 0;
}

void backward_close(struct backward *b)
{
	if (b->fd > STDIN_FILENO)
		close(b->fd);
	b->fd = -1;
	free(b->block);
	free(b->line);
	b->block = NULL;
	b->line = NULL;
}

/* Holds the block that ends at @end. */
static int hold(struct backward *b, off_t end)
{
	off_t at = end - b->begin > BLOCK ? end - BLOCK : b->begin;
	ssize_t n = read_at(b->fd, b->block, (size_t)(end - at), at);

	if (n < 0)
		return (int)n;
	if (n < end - at)
		return -EIO;	/* somebody cut the file */
	b->at = at;
	b->held = (size_t)n;
	return 0;
}

/* Where the line that ends at b->end begins. */
static int find_start(struct backward *b, off_t *start)
{
	off_t at = b->end;

	for (;;) {
		const char *nl;
		int err;

		if (at == b->begin) {
			*start = at;
			return 0;
		}
		if (at <= b->at || at > b->at + (off_t)b->held) {
			err = hold(b, at);
			if (err)
				return err;
		}
		nl = memrchr(b->block, '\n', (size_t)(at - b->at));
		if (nl) {
			*start = b->at + (nl - b->block) + 1;
			return 0;
		}
		at = b->at;
	}
}

static int take_bytes(struct backward *b, off_t start, size_t len, struct df_span *line)
{
	ssize_t n;

	if (start >= b->at && start + (off_t)len <= b->at + (off_t)b->held) {
		*line = (struct df_span){ b->block + (start - b->at), len };
		return 0;
	}
	n = read_at(b->fd, b->line, len, start);
	if (n < 0)
		return (int)n;
	*line = (struct df_span){ b->line, (size_t)n };
	return 0;
}

int backward_line(struct backward *b, struct df_span *line)
{
	off_t start;
	size_t len;
	int err;

	if (b->end < 0)
		return 0;
	err = find_start(b, &start);
	if (err)
		return err;
	len = (size_t)(b->end - start);
	err = take_bytes(b, start, len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES, line);
	if (err)
		return err;
	if (line->len == len && len && line->p[len - 1] == '\r')
		line->len--;
	b->end = start > b->begin ? start - 1 : -1;
	b->given++;
	return 1;
}

int backward_count(struct backward *b, u64 *lines)
{
	*lines = 0;
	if (b->end < 0)
		return 0;
	*lines = 1;
	for (off_t at = b->end; at > b->begin; at = b->at) {
		int err = hold(b, at);

		if (err)
			return err;
		for (const char *p = b->block; p < b->block + b->held; p++) {
			p = memchr(p, '\n', (size_t)(b->block + b->held - p));
			if (!p)
				break;
			++*lines;
		}
	}
	return 0;
}
