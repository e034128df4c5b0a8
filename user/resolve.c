// SPDX-License-Identifier: GPL-2.0
/* Which drives the user means.  See resolve.h. */
#include <stdlib.h>
#include <strings.h>

#include "enrich/parts.h"
#include "resolve.h"
#include "xalloc.h"

static bool fits_hctl(const struct finding *f, const char *disk)
{
	return strs_have(&f->hctl, disk);
}

static bool fits_name(const struct finding *f, const char *disk)
{
	char whole[DF_NAME_MAX];

	if (strs_have(&f->names, disk))
		return true;
	if (strlen(disk) >= sizeof(whole))
		return false;
	df_whole_disk(whole, disk);
	return strs_have(&f->names, whole);
}

static bool fits_entry(const struct finding *f, const char *disk)
{
	return f->entry && !strcmp(f->entry, disk);
}

static bool fits_serial(const struct finding *f, const char *disk)
{
	if (f->serial && !strcmp(f->serial, disk))
		return true;
	return (f->wwn && !strcasecmp(wwn_digits(f->wwn), wwn_digits(disk))) ||
	       (f->wwid && !strcasecmp(wwn_digits(f->wwid), wwn_digits(disk)));
}

/* As it may be typed from a label. */
static bool fits_typed_serial(const struct finding *f, const char *disk)
{
	return f->serial && !strcasecmp(f->serial, disk);
}

static bool is_picked(const struct picked *picked, size_t at)
{
	for (size_t i = 0; i < picked->n; i++)
		if (picked->p[i] == at)
			return true;
	return false;
}

static void pick(struct picked *picked, const struct findings *l, const char *disk,
		 bool (*fits)(const struct finding *f, const char *disk))
{
	for (size_t i = 0; i < l->n; i++) {
		if (!fits(&l->p[i], disk) || is_picked(picked, i))
			continue;
		picked->p = xreallocarray(picked->p, picked->n + 1, sizeof(*picked->p));
		picked->p[picked->n++] = i;
	}
}

/* A device node is about what is there now, if anything is. */
static void prefer_present(struct picked *picked, const struct findings *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < picked->n; i++)
		if (l->p[picked->p[i]].present == PRESENT)
			picked->p[kept++] = picked->p[i];
	if (kept)
		picked->n = kept;
}

static void pick_path(struct picked *picked, const struct findings *l, struct machine *m,
		      const char *path)
{
	char *name = machine_disk_of_path(m, path);

	if (!name)
		return;
	pick(picked, l, name, fits_name);
	prefer_present(picked, l);
	free(name);
}

/* The finding of a volume, if there is one, else its drives. */
static void pick_below(struct picked *picked, const struct findings *l, struct machine *m,
		       const char *what)
{
	struct strs names = machine_blocks_named(m, what);

	for (size_t i = 0; i < names.n; i++)
		pick(picked, l, names.p[i], fits_name);
	for (size_t i = 0; i < names.n && !picked->n; i++) {
		struct strs leaves = topology_leaves(m, names.p[i]);

		for (size_t k = 0; k < leaves.n; k++)
			pick(picked, l, leaves.p[k], fits_name);
		strs_free(&leaves);
	}
	strs_free(&names);
	prefer_present(picked, l);
	picked->below = true;
}

void resolve(struct picked *picked, const struct findings *l, struct machine *m,
	     const char *disk)
{
	static bool (*const fits[])(const struct finding *f, const char *disk) = {
		fits_hctl, fits_name, fits_entry, fits_serial, fits_typed_serial,
	};

	*picked = (struct picked){ 0 };
	if (strchr(disk, '/'))
		pick_path(picked, l, m, disk);
	for (size_t i = 0; i < DF_COUNT(fits) && !picked->n && disk[0]; i++)
		pick(picked, l, disk, fits[i]);
	if (!picked->n && disk[0])
		pick_below(picked, l, m, disk);
}

void picked_free(struct picked *picked)
{
	free(picked->p);
	*picked = (struct picked){ 0 };
}
