// SPDX-License-Identifier: GPL-2.0
/* Files that are whole at every moment.  See replace.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replace.h"
#include "xalloc.h"

static int write_all(int fd, const char *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* So that the new name is there after a crash.  A file system may not know how. */
static void sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(dir);
}

int replace_file(const char *path, const char *text, size_t len, mode_t mode, struct trouble *t)
{
	char *beside = xcheck(malloc(strlen(path) + sizeof(".XXXXXX")));
	int err = 0, fd;

	sprintf(beside, "%s.XXXXXX", path);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		err = errno;
	} else {
		if (write_all(fd, text, len) || fchmod(fd, mode) || fsync(fd))
			err = errno;
		close(fd);
		if (!err && rename(beside, path))
			err = errno;
		if (err)
			unlink(beside);
		else
			sync_directory(path);
	}
	if (err)
		trouble_set(t, "cannot write %s: %s", path, strerror(err));
	free(beside);
	return err ? -1 : 0;
}
