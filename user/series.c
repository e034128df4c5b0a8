// SPDX-License-Identifier: GPL-2.0
/* Counters over time.  See series.h. */
#include "series.h"
#include "xalloc.h"

static const char *or_dash(const char *s)
{
	return s && s[0] ? s : "-";
}

char *series_key(const struct finding *f)
{
	if (f->kind != DF_VOLUME && f->serial && f->serial_unique)
		return format("serial %s %s %s", or_dash(f->vendor), or_dash(f->model), f->serial);
	if (f->kind != DF_VOLUME && f->wwid)
		return format("wwid %s", f->wwid);
	if (f->kind == DF_SCSI && f->hctl.n)
		return format("at %s", f->hctl.p[0]);
	return format("name %s", f->names.n ? f->names.p[0] : or_dash(f->last_name));
}

struct series *series_find(const struct series_list *l, const struct finding *f, u64 instance)
{
	struct series *found = NULL;
	char *key;

	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].instance == instance && !strcmp(l->p[i].entry, f->entry))
			return &l->p[i];
	key = series_key(f);
	/* Within one loading, another entry is another drive, whoever it says it is. */
	for (size_t i = 0; i < l->n && !found; i++)
		if (l->p[i].instance != instance && !strcmp(l->p[i].key, key))
			found = &l->p[i];
	free(key);
	return found;
}

struct series *series_get(struct series_list *l, const struct finding *f, u64 instance)
{
	struct series *s = series_find(l, f, instance);

	if (s)
		return s;
	l->p = xreallocarray(l->p, l->n + 1, sizeof(*l->p));
	s = &l->p[l->n++];
	*s = (struct series){ .key = series_key(f), .entry = xstrdup(f->entry),
			      .instance = instance };
	return s;
}

static bool has_any(const u64 *faults)
{
	for (int i = 0; i < DF_CLASSES; i++)
		if (faults[i])
			return true;
	return false;
}

static bool stamped(const struct series *s, const struct finding *f)
{
	return s->first_us.known && s->last_us.known && f->first.mono_us.known &&
	       f->last.mono_us.known;
}

/* The counters of @f have nothing to do with those of @s: they began anew. */
static bool is_another_rise(const struct series *s, const struct finding *f)
{
	if (stamped(s, f))
		return f->first.mono_us.value > s->last_us.value;
	for (int i = 0; i < DF_CLASSES; i++)
		if (f->faults[i] < s->faults[i])
			return true;
	return false;
}

/* It is the same rise, but its beginning is missing. */
static bool is_cut(const struct series *s, const struct finding *f)
{
	return stamped(s, f) && f->first.mono_us.value > s->first_us.value;
}

static void add(struct growth *g, int class, u64 n)
{
	g->faults[class] += n;
	g->total += n;
}

struct growth series_growth(const struct series *s, const struct finding *f)
{
	struct growth g = { 0 };
	bool all = !s || !has_any(s->faults) || is_another_rise(s, f);
	int most = 0;

	if (!f->total)
		return g;
	if (!all && is_cut(s, f)) {
		if (f->last.mono_us.value <= s->last_us.value)
			return g;
		g.at_least = true;
	}
	for (int i = 0; i < DF_CLASSES; i++) {
		if (all)
			add(&g, i, f->faults[i]);
		else if (f->faults[i] > s->faults[i])
			add(&g, i, f->faults[i] - s->faults[i]);
		if (f->faults[i] > f->faults[most])
			most = i;
	}
	/* There is one more at least; of which class cannot be known. */
	if (g.at_least && !g.total)
		add(&g, most, 1);
	return g;
}

struct growth *series_grown(const struct series_list *l, const struct findings *found,
			    u64 instance)
{
	struct growth *grown = xcalloc(found->n, sizeof(*grown));

	for (size_t i = 0; i < found->n; i++)
		grown[i] = series_growth(series_find(l, &found->p[i], instance), &found->p[i]);
	return grown;
}

static void take_counters(struct series *s, const struct finding *f)
{
	bool anew = !has_any(s->faults) || is_another_rise(s, f) || is_cut(s, f);

	/* While old records are read again, the counters are lower than they were. */
	for (int i = 0; i < DF_CLASSES; i++)
		if (anew || f->faults[i] > s->faults[i])
			s->faults[i] = f->faults[i];
	if (anew || !s->first_us.known)
		s->first_us = f->first.mono_us;
	if (anew || !s->last_us.known || s->last_us.value < f->last.mono_us.value)
		s->last_us = f->last.mono_us;
}

void series_take(struct series *s, const struct finding *f, u64 instance)
{
	bool old = stamped(s, f) && is_cut(s, f) && f->last.mono_us.value <= s->last_us.value;

	s->instance = instance;
	free(s->entry);
	s->entry = xstrdup(f->entry);
	/* Of one that has gone, less may be known than before. */
	if (f->present != GONE) {
		free(s->key);
		s->key = series_key(f);
	}
	/*
	 * Cleared, or loaded anew and not yet at the old records: the stamps will
	 * tell, and without stamps nothing does.
	 */
	if (!f->total) {
		if (!s->first_us.known)
			memset(s->faults, 0, sizeof(s->faults));
		return;
	}
	if (!old)
		take_counters(s, f);
}

struct series_list series_copy(const struct series_list *l)
{
	struct series_list copy = { .p = xcalloc(l->n, sizeof(*l->p)), .n = l->n };

	for (size_t i = 0; i < l->n; i++) {
		copy.p[i] = l->p[i];
		copy.p[i].key = xstrdup(l->p[i].key);
		copy.p[i].entry = xstrdup(l->p[i].entry);
	}
	return copy;
}

void series_free(struct series_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->p[i].key);
		free(l->p[i].entry);
	}
	free(l->p);
	*l = (struct series_list){ 0 };
}
