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

#define FILE_MAX	(64 * 1024)

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

char *file_text(const char *path)
{
	char *raw = file_read(path);
	char *text;

	if (!raw)
		return NULL;
	text = safe_text(df_span_trim(df_span_of(raw)), SAFE_ESCAPED);
	free(raw);
	if (text[0])
		return text;
	free(text);
	return NULL;
}

struct number file_number(const char *path)
{
	struct number number = { 0 };
	char *raw = file_read(path);
	struct df_span s;
	u64 value;

	if (!raw)
		return number;
	s = df_span_trim(df_span_of(raw));
	/* ioerr_cnt and its like are hexadecimal. */
	if (df_take(&s, DF_SPAN("0x")) ? df_take_hex(&s, &value) : df_take_dec(&s, &value))
		if (!s.len)
			number = number_of(value);
	free(raw);
	return number;
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
