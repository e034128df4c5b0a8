// SPDX-License-Identifier: GPL-2.0
/* A file that grows.  See tail.h. */
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <diskfault/text.h>

#include "source/tail.h"
#include "xalloc.h"

#define WATCHED	(IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF)

void tail_open(struct tail *t, struct live *live, const char *path)
{
	/* Without, it is looked at twice a second. */
	*t = (struct tail){ .live = live, .path = path };
	t->inotify = path ? inotify_init1(IN_CLOEXEC | IN_NONBLOCK) : -1;
}

void tail_close(struct tail *t)
{
	if (t->inotify >= 0)
		close(t->inotify);
	t->inotify = -1;
}

void tail_note(struct tail *t, const char *p, size_t n)
{
	size_t keep = n < TAIL_MARK ? TAIL_MARK - n : 0;

	if (keep > t->marked)
		keep = t->marked;
	if (n > TAIL_MARK) {
		p += n - TAIL_MARK;
		n = TAIL_MARK;
	}
	memmove(t->mark, t->mark + t->marked - keep, keep);
	memcpy(t->mark + keep, p, n);
	t->marked = keep + n;
}

/* The place is watched as well: a new file, or one that comes there by renaming. */
static void watch(struct tail *t)
{
	const char *slash = strrchr(t->path, '/');
	char *dir = slash ? xstrndup(t->path, (size_t)(slash + 1 - t->path)) : xstrdup(".");

	inotify_add_watch(t->inotify, dir, IN_CREATE | IN_MOVED_TO);
	free(dir);
	inotify_add_watch(t->inotify, t->path, WATCHED);
}

static void drain(struct tail *t)
{
	char events[4096];

	while (read(t->inotify, events, sizeof(events)) > 0)
		;
}

/* Watch, then look, then wait: what comes in between wakes. */
static bool wait_for_file(struct tail *t, bool soon)
{
	bool go_on = soon ? live_wait_moment(t->live, t->inotify) : live_wait(t->live, t->inotify);

	if (t->inotify >= 0)
		drain(t);
	return go_on;
}

/* What was read of it is no longer there: it was made empty, and written anew. */
static bool was_cut(const struct tail *t, int fd, off_t at, off_t size)
{
	char now[TAIL_MARK];
	ssize_t n;

	if (size < at)
		return true;
	n = pread(fd, now, t->marked, at - (off_t)t->marked);
	return n != (ssize_t)t->marked || memcmp(now, t->mark, t->marked);
}

/* Another file stands in its place, and is written to. */
static bool was_replaced(const struct tail *t, const struct stat *old)
{
	struct stat st;

	return t->path && stat(t->path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	       (st.st_dev != old->st_dev || st.st_ino != old->st_ino);
}

static bool more_in_file(struct tail *t, int fd, off_t at, bool soon)
{
	struct stat st;
	bool replaced;

	for (;;) {
		if (t->inotify >= 0)
			watch(t);
		if (fstat(fd, &st))
			return false;
		replaced = was_replaced(t, &st);
		/* (after that, nothing is written to it any more) */
		if (replaced && fstat(fd, &st))
			return false;
		if (was_cut(t, fd, at, st.st_size))
			return false;
		if (st.st_size > at)
			return true;
		if (replaced || (soon && live_is_silent(t->live)) || !wait_for_file(t, soon))
			return false;
	}
}

static bool more_in_pipe(struct tail *t, int fd, bool soon)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (poll(&p, 1, 0) <= 0) {
		if (soon && live_is_silent(t->live))
			return false;
		if (!(soon ? live_wait_moment(t->live, fd) : live_wait(t->live, fd)))
			return false;
	}
	return true;
}

bool tail_more(struct tail *t, int fd, off_t at, bool soon)
{
	struct stat st;
	bool more;

	if (t->live->over || fstat(fd, &st))
		return false;
	if (S_ISREG(st.st_mode))
		more = more_in_file(t, fd, at, soon);
	else
		more = more_in_pipe(t, fd, soon);
	if (more)
		live_heard(t->live);
	return more;
}

bool tail_begin(struct tail *t)
{
	struct stat st;

	t->marked = 0;
	for (;;) {
		if (t->inotify >= 0)
			watch(t);
		if (stat(t->path, &st) == 0 && (!S_ISREG(st.st_mode) || st.st_size))
			return true;
		if (!wait_for_file(t, false))
			return false;
	}
}
