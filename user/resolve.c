// SPDX-License-Identifier: GPL-2.0
/* Which drives the user means.  See resolve.h. */
#include <stdlib.h>
#include <strings.h>

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

/* 0x5000c500a1b2c3d4, naa.5000c500a1b2c3d4 and 5000c500a1b2c3d4 are the same. */
static const char *bare_wwn(const char *wwn)
{
	if (!strncasecmp(wwn, "0x", 2))
		return wwn + 2;
	if (!strncasecmp(wwn, "naa.", 4))
		return wwn + 4;
	return wwn;
}

static bool fits_serial(const struct finding *f, const char *disk)
{
	if (f->serial && !strcmp(f->serial, disk))
		return true;
	return (f->wwn && !strcasecmp(bare_wwn(f->wwn), bare_wwn(disk))) ||
	       (f->wwid && !strcasecmp(bare_wwn(f->wwid), bare_wwn(disk)));
}

static void pick(struct picked *picked, const struct findings *l, const char *disk,
		 bool (*fits)(const struct finding *f, const char *disk))
{
	for (size_t i = 0; i < l->n; i++) {
		if (!fits(&l->p[i], disk))
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

void resolve(struct picked *picked, const struct findings *l, struct machine *m,
	     const char *disk)
{
	static bool (*const fits[])(const struct finding *f, const char *disk) = {
		fits_hctl, fits_name, fits_entry, fits_serial,
	};

	*picked = (struct picked){ 0 };
	if (strchr(disk, '/'))
		pick_path(picked, l, m, disk);
	for (size_t i = 0; i < DF_COUNT(fits) && !picked->n && disk[0]; i++)
		pick(picked, l, disk, fits[i]);
}

void picked_free(struct picked *picked)
{
	free(picked->p);
	*picked = (struct picked){ 0 };
}
