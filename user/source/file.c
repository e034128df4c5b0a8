// SPDX-License-Identifier: GPL-2.0
/* Small files of one value.  See file.h. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "source/file.h"
#include "xalloc.h"

#define FILE_MAX (64 * 1024)
#define ATTR_MAX 4096 /* a value in sysfs is a page at most, had by one read */

char *root_path(const char *root, const char *fmt, ...)
{
	struct buf b = { 0 };
	char part[PATH_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(part, sizeof(part), fmt, ap);
	va_end(ap);
	buf_puts(&b, root);
	buf_puts(&b, part);
	return buf_take(&b);
}

char *file_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct buf b = { 0 };
	char part[4096];
	ssize_t n;

	if (fd < 0)
		return NULL;
	while ((n = read(fd, part, sizeof(part))) > 0 && b.len < FILE_MAX)
		buf_add(&b, part, (size_t)n);
	if (n < 0) {
		int err = errno;

		close(fd);
		buf_free(&b);
		errno = err;
		return NULL;
	}
	close(fd);
	for (size_t i = 0; i < b.len; i++)
		if (!b.p[i])
			b.p[i] = ' ';
	if (b.len && b.p[b.len - 1] == '\n')
		b.p[--b.len] = '\0';
	return buf_take(&b);
}

int dir_open(const char *path)
{
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Into @part, which holds a page and a terminator; the length, or -1 with errno. */
static ssize_t attr_read(int dir, const char *name, char part[ATTR_MAX + 1])
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n;
	int err;

	if (fd < 0)
		return -1;
	n = read(fd, part, ATTR_MAX);
	err = errno;
	close(fd);
	errno = err;
	if (n < 0)
		return -1;
	for (ssize_t i = 0; i < n; i++)
		if (!part[i])
			part[i] = ' ';
	part[n] = '\0';
	return n;
}

static struct df_span trim(const char *p, size_t len)
{
	if (len && p[len - 1] == '\n')
		len--;
	return df_span_trim((struct df_span){ p, len });
}

static char *text_of(struct df_span s)
{
	return s.len ? safe_text(s, SAFE_ESCAPED) : NULL;
}

char *attr_text(int dir, const char *name)
{
	char part[ATTR_MAX + 1];
	ssize_t n = attr_read(dir, name, part);

	return n < 0 ? NULL : text_of(trim(part, (size_t)n));
}

static struct number number_in(struct df_span s)
{
	u64 value;

	/* ioerr_cnt and its like are hexadecimal. */
	if (df_take(&s, DF_SPAN("0x")) ? df_take_hex(&s, &value) : df_take_dec(&s, &value))
		if (!s.len)
			return number_of(value);
	return (struct number){ 0 };
}

struct number attr_number(int dir, const char *name)
{
	char part[ATTR_MAX + 1];
	ssize_t n = attr_read(dir, name, part);

	return n < 0 ? (struct number){ 0 } : number_in(trim(part, (size_t)n));
}

char *file_text(const char *path)
{
	return attr_text(AT_FDCWD, path);
}

struct number file_number(const char *path)
{
	return attr_number(AT_FDCWD, path);
}

char *link_base(const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	target[n] = '\0';
	slash = strrchr(target, '/');
	return xstrdup(slash ? slash + 1 : target);
}

static int by_version(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

struct strs dir_names(const char *path)
{
	struct strs names = { 0 };
	DIR *dir = opendir(path);
	struct dirent *d;

	if (!dir)
		return names;
	while ((d = readdir(dir)))
		if (d->d_name[0] != '.')
			strs_add(&names, xstrdup(d->d_name));
	closedir(dir);
	if (names.n > 1)
		qsort(names.p, names.n, sizeof(*names.p), by_version);
	return names;
}

int unnamed_file(void)
{
	const char *dir = getenv("TMPDIR");
	char *path = format("%s/diskfault.XXXXXX", dir && dir[0] ? dir : "/tmp");
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}
