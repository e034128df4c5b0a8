// SPDX-License-Identifier: GPL-2.0
/* Serials and world wide names that two drives have, or none can have. */
#include <stdlib.h>

#include "enrich/machine.h"
#include "xalloc.h"

/* Nothing but zeros, behind what tells its type. */
static bool is_zero(const char *wwn)
{
	const char *digits = strncmp(wwn, "0x", 2) ? strchr(wwn, '.') : wwn + 1;

	digits = digits ? digits + 1 : wwn;
	return !digits[strspn(digits, "0-")];
}

static int by_serial(const void *pa, const void *pb)
{
	const struct finding *a = *(struct finding *const *)pa;
	const struct finding *b = *(struct finding *const *)pb;

	return strcmp(a->serial, b->serial);
}

static int by_wwn(const void *pa, const void *pb)
{
	const struct finding *a = *(struct finding *const *)pa;
	const struct finding *b = *(struct finding *const *)pb;

	return strcmp(a->wwn, b->wwn);
}

/* nvme0n1 and nvme0n2 are parts of one drive. */
static bool is_one_nvme(const struct finding *a, const struct finding *b)
{
	size_t len;

	if (!a->names.n || !b->names.n || strncmp(a->names.p[0], "nvme", 4))
		return false;
	len = 4 + strspn(a->names.p[0] + 4, "0123456789");
	return !strncmp(a->names.p[0], b->names.p[0], len) && b->names.p[0][len] == 'n';
}

static const char *name_of(const struct finding *f)
{
	return f->names.n ? f->names.p[0] : f->hctl.n ? f->hctl.p[0] : f->entry;
}

static void doubt_serial(struct finding *f, const struct finding *other)
{
	if (f->serial_doubt || is_one_nvme(f, other))
		return;
	f->serial_unique = false;
	f->serial_doubt = format("another drive that is here has the same one: %s", name_of(other));
}

static void doubt_wwn(struct finding *f, const struct finding *other)
{
	if (f->wwn_doubt || is_one_nvme(f, other))
		return;
	f->wwn_doubt = format("another drive that is here has the same one: %s", name_of(other));
}

/* Calls @doubt for each two of @p (sorted) that @compare finds equal. */
static void each_equal(struct finding **p, size_t n, int (*compare)(const void *, const void *),
		       void (*doubt)(struct finding *f, const struct finding *other))
{
	if (n > 1)
		qsort(p, n, sizeof(*p), compare);
	for (size_t i = 0; i + 1 < n; i++) {
		if (compare(&p[i], &p[i + 1]))
			continue;
		doubt(p[i], p[i + 1]);
		doubt(p[i + 1], p[i]);
	}
}

static void doubt_alone(struct finding *f)
{
	if (f->serial && df_serial_is_bogus(f->serial)) {
		f->serial_unique = false;
		if (!f->serial_doubt)
			f->serial_doubt =
				xstrdup("it is made up: many drives of many makers have it");
	}
	if (f->wwn && is_zero(f->wwn) && !f->wwn_doubt)
		f->wwn_doubt = xstrdup("it is all zeros and names nobody");
}

static char *whose_now(const char *name, const struct finding *now)
{
	return format("%s is another drive now%s%s: do not go by the name.", name,
		      now->serial ? ", serial " : "", now->serial ? now->serial : "");
}

/* The name under which the faults came belongs to somebody else now. */
static void warn_of_name(struct finding *f, const struct findings *l)
{
	for (size_t i = 0; i < f->names_then.n; i++) {
		const char *then = f->names_then.p[i];

		if (strs_have(&f->names, then))
			continue;
		for (size_t k = 0; k < l->n; k++)
			if (l->p[k].present == PRESENT && strs_have(&l->p[k].names, then))
				finding_warn(f, whose_now(then, &l->p[k]));
	}
}

void findings_doubt(struct findings *l)
{
	struct finding **serials = xcalloc(l->n, sizeof(struct finding *));
	struct finding **wwns = xcalloc(l->n, sizeof(struct finding *));
	size_t n_serials = 0, n_wwns = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct finding *f = &l->p[i];

		doubt_alone(f);
		if (f->present != PRESENT || f->kind == DF_VOLUME)
			continue;
		if (f->serial && !f->serial_doubt)
			serials[n_serials++] = f;
		if (f->wwn && !f->wwn_doubt)
			wwns[n_wwns++] = f;
	}
	each_equal(serials, n_serials, by_serial, doubt_serial);
	each_equal(wwns, n_wwns, by_wwn, doubt_wwn);
	free(serials);
	free(wwns);
	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].total)
			warn_of_name(&l->p[i], l);
}
