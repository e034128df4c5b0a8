// SPDX-License-Identifier: GPL-2.0
/* Findings: life, order, and hiding who they are about.  See finding.h. */
#define _GNU_SOURCE
#include <stdlib.h>

#include "finding.h"
#include "xalloc.h"

struct finding *findings_add(struct findings *l)
{
	struct finding *f;

	l->p = xreallocarray(l->p, l->n + 1, sizeof(*l->p));
	f = &l->p[l->n++];
	*f = (struct finding){ 0 };
	return f;
}

void standing_free(struct standing *s)
{
	free(s->name);
	free(s->kind);
	free(s->label);
	free(s->fstype);
	strs_free(&s->mounts);
}

/* What it holds, and who must stay. */
static void place_free(struct finding *f)
{
	for (size_t i = 0; i < f->n_holds; i++)
		standing_free(&f->holds[i]);
	free(f->holds);
	for (size_t i = 0; i < f->n_neighbours; i++) {
		free(f->neighbours[i].serial);
		free(f->neighbours[i].name);
		free(f->neighbours[i].slot);
	}
	free(f->neighbours);
	strs_free(&f->warnings);
}

void finding_free(struct finding *f)
{
	char *owned[] = { f->entry,
			  f->host,
			  f->serial,
			  f->serial_doubt,
			  f->vendor,
			  f->model,
			  f->rev,
			  f->wwid,
			  f->wwn,
			  f->wwn_doubt,
			  f->slot,
			  f->enclosure,
			  f->path,
			  f->last_slot,
			  f->last_enclosure,
			  f->sas_address,
			  f->port,
			  f->label,
			  f->made_as,
			  f->last_name,
			  f->bay.enclosure_id,
			  f->bay.enclosure_make,
			  f->bay.location,
			  f->bay.dir };

	for (size_t i = 0; i < DF_COUNT(owned); i++)
		free(owned[i]);
	place_free(f);
	strs_free(&f->hctl);
	strs_free(&f->names);
	strs_free(&f->names_then);
	strs_free(&f->mounts);
	for (size_t i = 0; i < f->n_candidates; i++) {
		free(f->candidates[i].serial);
		free(f->candidates[i].name);
		free(f->candidates[i].slot);
	}
	free(f->candidates);
	finding_drop_evidence(f);
	free(f->evidence);
}

void finding_drop_evidence(struct finding *f)
{
	for (size_t i = 0; i < f->n_evidence; i++) {
		free(f->evidence[i].file);
		free(f->evidence[i].text);
	}
	f->n_evidence = 0;
}

void findings_free(struct findings *l)
{
	for (size_t i = 0; i < l->n; i++)
		finding_free(&l->p[i]);
	free(l->p);
	l->p = NULL;
	l->n = 0;
}

void findings_filter(struct findings *l, bool (*keep)(const struct finding *))
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (keep(&l->p[i]))
			l->p[kept++] = l->p[i];
		else
			finding_free(&l->p[i]);
	}
	l->n = kept;
}

void findings_cut(struct findings *l, size_t n)
{
	while (l->n > n)
		finding_free(&l->p[--l->n]);
}

bool finding_has_faults(const struct finding *f)
{
	return f->total > 0;
}

u64 finding_xfs(const struct finding *f)
{
	return f->faults[DF_XFS_IO] + f->faults[DF_XFS_CORRUPTION] + f->faults[DF_XFS_SHUTDOWN];
}

/* The later of two moments first, on the best clock that both have. */
static int later_first(const struct moment *a, const struct moment *b)
{
	if (a->record.known && b->record.known)
		return (a->record.value < b->record.value) - (a->record.value > b->record.value);
	if (a->mono_us.known && b->mono_us.known)
		return (a->mono_us.value < b->mono_us.value) -
		       (a->mono_us.value > b->mono_us.value);
	if (a->has_wall && b->has_wall)
		return (a->wall_us < b->wall_us) - (a->wall_us > b->wall_us);
	return 0;
}

static int by_newest(const void *pa, const void *pb)
{
	const struct finding *a = pa;
	const struct finding *b = pb;

	return later_first(&a->last, &b->last);
}

static int by_worst(const void *pa, const void *pb)
{
	const struct finding *a = pa;
	const struct finding *b = pb;
	int order;

	if (a->cause != b->cause)
		return a->cause < b->cause ? 1 : -1;
	if (a->total != b->total)
		return a->total < b->total ? 1 : -1;
	order = later_first(&a->last, &b->last);
	if (order)
		return order;
	/* The class numbers its entries in order: diskN by N. */
	if (a->entry && b->entry)
		return strverscmp(a->entry, b->entry);
	/* What the module does not know comes last. */
	return !a->entry - !b->entry;
}

void findings_sort_worst(struct findings *l)
{
	if (l->n > 1)
		qsort(l->p, l->n, sizeof(*l->p), by_worst);
}

void findings_sort_newest(struct findings *l)
{
	if (l->n > 1)
		qsort(l->p, l->n, sizeof(*l->p), by_newest);
}

void chassis_free(struct chassis *chassis)
{
	free(chassis->host);
	free(chassis->product);
	free(chassis->serial);
	free(chassis->location);
}

struct candidate *finding_add_candidate(struct finding *f, const char *serial, const char *name,
					u64 faults)
{
	struct candidate *c;

	f->candidates = xreallocarray(f->candidates, f->n_candidates + 1, sizeof(*c));
	c = &f->candidates[f->n_candidates++];
	*c = (struct candidate){ .faults = faults };
	c->serial = serial ? xstrdup(serial) : NULL;
	c->name = name ? xstrdup(name) : NULL;
	return c;
}

struct standing *finding_add_holds(struct finding *f)
{
	struct standing *s;

	f->holds = xreallocarray(f->holds, f->n_holds + 1, sizeof(*f->holds));
	s = &f->holds[f->n_holds++];
	*s = (struct standing){ 0 };
	return s;
}

void finding_add_neighbour(struct finding *f, const struct neighbour *neighbour)
{
	f->neighbours = xreallocarray(f->neighbours, f->n_neighbours + 1, sizeof(*f->neighbours));
	f->neighbours[f->n_neighbours++] = *neighbour;
}

void finding_warn(struct finding *f, char *text)
{
	if (strs_have(&f->warnings, text))
		free(text);
	else
		strs_add(&f->warnings, text);
}

struct evidence *finding_add_evidence(struct finding *f, char *file, struct number line,
				      char *text)
{
	struct evidence *e;

	f->evidence = xreallocarray(f->evidence, f->n_evidence + 1, sizeof(*e));
	e = &f->evidence[f->n_evidence++];
	*e = (struct evidence){ .file = file, .line = line, .text = text };
	return e;
}
