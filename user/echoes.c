// SPDX-License-Identifier: GPL-2.0
/* What several files say alike.  See echoes.h. */
#include <diskfault/match.h>

#include "echoes.h"
#include "xalloc.h"

#define SLOTS		65536		/* a power of two */
#define MOST		(SLOTS / 2)
#define TIMELESS	UINT64_MAX	/* for the moment: said at some time */
#define ALL_OF_THEM	0		/* for the source: those that give dates */
#define APART_US	3600000000LL	/* the same stamp of another boot, by chance */

struct echo {
	u64 hash;		/* of machine, moment and text; 0: a free slot */
	s64 wall_us;
	bool has_wall;
	u32 first;		/* the file that said it ... */
	u32 times;		/* ... and how often */
	u32 now;		/* the file that says it now ... */
	u32 again;		/* ... and how often */
};

static u64 mix(u64 hash, const void *p, size_t len)
{
	const unsigned char *bytes = p;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
	return hash;
}

/* Only the kernel's own stamp tells the moment by itself; others tell the second. */
static u64 moment_of(const struct df_record *r)
{
	return r->flags & DF_REC_MONO ? r->time_us : (u64)(r->wall_us / 1000000);
}

static u64 hash_of(const struct df_record *r, u64 machine, u64 moment)
{
	u64 hash = mix(0xcbf29ce484222325ULL, &moment, sizeof(moment));

	hash = mix(hash, &machine, sizeof(machine));
	hash = mix(hash, r->text.p, r->text.len);
	return hash ? hash : 1;
}

static bool far_apart(const struct echo *e, const struct df_record *r)
{
	if (!e->has_wall || !(r->flags & DF_REC_WALL))
		return false;
	return e->wall_us - r->wall_us > APART_US || r->wall_us - e->wall_us > APART_US;
}

/* Its slot, or the free one where it belongs; NULL if there is no room. */
static struct echo *find(struct echoes *l, u64 hash, const struct df_record *r)
{
	for (size_t i = hash & (SLOTS - 1);; i = (i + 1) & (SLOTS - 1)) {
		struct echo *e = &l->p[i];

		if (!e->hash)
			return l->n < MOST ? e : NULL;
		if (e->hash == hash && !far_apart(e, r))
			return e;
	}
}

static bool concerns_disks(const struct df_record *r)
{
	struct df_event ev;

	return df_match(r, false, &ev) == DF_MATCH_EVENT;
}

/* The file @source says it once more; it may have said it more often than another. */
static bool say_again(struct echo *e, u32 source)
{
	if (e->first == source) {
		e->times++;
		return false;
	}
	if (e->now != source) {
		e->now = source;
		e->again = 0;
	}
	e->again++;
	if (e->again <= e->times)
		return true;
	e->times = e->again;
	return false;
}

/* @known: nothing is an echo of what is told here for the first time. */
static bool hear(struct echoes *l, const struct df_record *r, u64 hash, u32 source, bool known)
{
	struct echo *e = find(l, hash, r);

	if (!e || (known && !e->hash))
		return false;
	if (e->hash)
		return say_again(e, source);
	*e = (struct echo){ .hash = hash, .wall_us = r->wall_us,
			    .has_wall = r->flags & DF_REC_WALL, .first = source, .times = 1 };
	l->n++;
	return false;
}

bool echoes_heard(struct echoes *l, const struct df_record *r, u64 machine, u32 source)
{
	u32 clocks = r->flags & (DF_REC_MONO | DF_REC_WALL);

	if (!clocks || !concerns_disks(r))
		return false;
	if (!l->p)
		l->p = xcalloc(SLOTS, sizeof(*l->p));
	if (hear(l, r, hash_of(r, machine, moment_of(r)), source, false))
		return true;
	/*
	 * syslog gives dates and dmesg the kernel's stamps, and nothing ties the two:
	 * what the ring still holds and syslog has told in the same words is one.
	 */
	if (clocks == DF_REC_WALL)
		hear(l, r, hash_of(r, machine, TIMELESS), ALL_OF_THEM, false);
	return clocks == DF_REC_MONO && hear(l, r, hash_of(r, machine, TIMELESS), source, true);
}

void echoes_free(struct echoes *l)
{
	free(l->p);
	*l = (struct echoes){ 0 };
}
