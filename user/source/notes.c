// SPDX-License-Identifier: GPL-2.0
/* What the sieve has found.  See notes.h. */
#include <sys/stat.h>

#include "source/notes.h"
#include "xalloc.h"

#define BLOCKS_MAX	32768
#define HITS_MAX	(64 * 1024)

static void begin(struct notes *l, const struct bytes *in)
{
	l->p = xcalloc(BLOCKS_MAX, sizeof(*l->p));
	l->hits = xcalloc(HITS_MAX, sizeof(*l->hits));
	l->end = in->size;
	l->full = fstat(in->fd, &l->file);
}

void notes_add(struct notes *l, const struct bytes *in, const struct note *block,
	       const struct hit *hits)
{
	if (!l->p)
		begin(l, in);
	l->full |= !hits || l->n == BLOCKS_MAX || l->n_hits + block->n_hits > HITS_MAX;
	if (l->full)
		return;
	l->p[l->n] = *block;
	l->p[l->n++].first = l->n_hits;
	memcpy(l->hits + l->n_hits, hits, block->n_hits * sizeof(*hits));
	l->n_hits += block->n_hits;
}

void notes_free(struct notes *l)
{
	free(l->p);
	free(l->hits);
	*l = (struct notes){ 0 };
}

bool notes_hold(const struct notes *l, const struct bytes *in)
{
	struct stat now;

	return l && l->n && in->size == l->end && !fstat(in->fd, &now) &&
	       now.st_dev == l->file.st_dev && now.st_ino == l->file.st_ino &&
	       now.st_size == l->end &&
	       now.st_mtim.tv_sec == l->file.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == l->file.st_mtim.tv_nsec;
}
