// SPDX-License-Identifier: GPL-2.0
/*
 * Tar archives of logs.  See tar.h.
 *
 * Nothing but regular files comes out, and directories of ours around them: no
 * link is made, so no name in the archive leads anywhere else.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "late.h"
#include "source/tar.h"
#include "xalloc.h"

#define BLOCK		(64 * 1024)
#define ALL_MAX		(16LL * 1024 * 1024 * 1024)	/* more is a bomb */

#define LIBRARY		"libarchive.so.13"

#if ARCHIVE_VERSION_NUMBER / 1000000 != 3
#error "libarchive.so.13 is libarchive 3"
#endif

LATE_LIBRARY(LIBRARY, "archive", "Reading tar archives of logs");

#define FUNCTIONS(F) \
	F(archive_entry_filetype) F(archive_entry_hardlink) F(archive_entry_pathname) \
	F(archive_read_data_block) F(archive_read_free) F(archive_read_new) \
	F(archive_read_next_header) F(archive_read_open) F(archive_read_support_format_tar)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

struct source {
	struct bytes *in;
	char block[BLOCK];
};

static la_ssize_t read_block(struct archive *a, void *arg, const void **block)
{
	struct source *source = arg;

	(void)a;
	*block = source->block;
	return (la_ssize_t)bytes_read(source->in, source->block, BLOCK);
}

static bool is_tame(const char *path)
{
	const char *at = path;

	while ((at = strstr(at, ".."))) {
		if ((at == path || at[-1] == '/') && (!at[2] || at[2] == '/'))
			return false;
		at += 2;
	}
	return true;
}

/* mkdir -p for what lies above @path. */
static void make_above(char *path, size_t from)
{
	for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

static int unpack_one(struct archive *a, const char *dir, const char *name, s64 *room)
{
	char *path = format("%s/%s", dir, name);
	const void *block;
	size_t len;
	la_int64_t at;
	int fd, ret;

	make_above(path, strlen(dir) + 1);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	free(path);
	if (fd < 0)
		return errno == EEXIST ? 0 : -errno;
	while ((ret = lib.archive_read_data_block(a, &block, &len, &at)) == ARCHIVE_OK) {
		*room -= (s64)len;
		if (*room < 0 || pwrite(fd, block, len, at) != (ssize_t)len) {
			ret = *room < 0 ? -EFBIG : -errno;
			break;
		}
	}
	close(fd);
	return ret == ARCHIVE_EOF ? 0 : ret < -1 || ret >= 0 ? ret : -EIO;
}

static int unpack_all(struct archive *a, const char *dir, bool (*wants)(const char *path))
{
	struct archive_entry *entry;
	s64 room = ALL_MAX;
	int ret;

	while ((ret = lib.archive_read_next_header(a, &entry)) == ARCHIVE_OK ||
	       ret == ARCHIVE_WARN) {
		const char *name = lib.archive_entry_pathname(entry);

		if (!name || lib.archive_entry_filetype(entry) != AE_IFREG ||
		    lib.archive_entry_hardlink(entry) || !is_tame(name) || !wants(name))
			continue;
		while (*name == '/')
			name++;
		ret = unpack_one(a, dir, name, &room);
		if (ret)
			return ret;
	}
	return ret == ARCHIVE_EOF ? 0 : -EIO;
}

static struct archive *open_archive(struct source *source)
{
	struct archive *a = xcheck(lib.archive_read_new());

	lib.archive_read_support_format_tar(a);
	if (lib.archive_read_open(a, source, NULL, read_block, NULL) == ARCHIVE_OK)
		return a;
	lib.archive_read_free(a);
	return NULL;
}

static char *make_directory(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = format("%s/diskfault.XXXXXX", tmp && tmp[0] ? tmp : "/tmp");

	if (mkdtemp(dir))
		return dir;
	free(dir);
	return NULL;
}

char *tar_unpack(struct bytes *in, bool (*wants)(const char *path), struct trouble *t)
{
	struct source *source;
	struct archive *a;
	char *dir;
	int ret = -EIO;

	if (!late_load(LIBRARY, names, DF_COUNT(names), &lib, in->name, t))
		return NULL;
	dir = make_directory();
	if (!dir) {
		trouble_set(t, "cannot make a temporary directory to unpack %s: %s", in->name,
			    strerror(errno));
		return NULL;
	}
	source = xcalloc(1, sizeof(*source));
	source->in = in;
	a = open_archive(source);
	if (a) {
		ret = unpack_all(a, dir, wants);
		lib.archive_read_free(a);
	}
	free(source);
	if (in->why.text)
		trouble_set(t, "%s", in->why.text);
	else if (ret == -EIO)
		trouble_set(t, "%s is damaged; only what stands before that was read", in->name);
	else if (ret)
		trouble_set(t, "cannot unpack all of %s: %s", in->name, strerror(-ret));
	return dir;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void tar_remove(char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(dir);
}
