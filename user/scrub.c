// SPDX-License-Identifier: GPL-2.0
/*
 * Hiding who the drives are.  See scrub.h.  Each text is read once, however many
 * secrets there are: they are looked up by the bytes they begin with, and by
 * length.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "scrub.h"
#include "xalloc.h"

#define SHORTEST	3	/* one or two characters stand everywhere and tell nothing */
#define STARTS		65536	/* of the first two bytes */

struct secrets {
	struct df_span *p;	/* of the findings; the longest first */
	size_t n;
	struct df_span *found;	/* open hash of them */
	size_t size;		/* a power of two */
	size_t *lengths;		/* each once, the longest first */
	size_t n_lengths;
	u8 starts[STARTS / 8];
};

static unsigned int start_of(const char *p)
{
	return (unsigned int)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static void add(struct secrets *secrets, const char *text)
{
	if (!text || strlen(text) < SHORTEST)
		return;
	secrets->p = xreallocarray(secrets->p, secrets->n + 1, sizeof(*secrets->p));
	secrets->p[secrets->n++] = df_span_of(text);
}

static void gather(struct secrets *secrets, const struct findings *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct finding *f = &l->p[i];

		add(secrets, f->serial);
		add(secrets, f->wwn);
		if (f->wwn && !strncmp(f->wwn, "0x", 2))
			add(secrets, f->wwn + 2);
		for (size_t k = 0; k < f->n_candidates; k++)
			add(secrets, f->candidates[k].serial);
		for (size_t k = 0; k < f->n_neighbours; k++)
			add(secrets, f->neighbours[k].serial);
	}
}

static int by_length(const void *pa, const void *pb)
{
	const struct df_span *a = pa, *b = pb;

	return (a->len < b->len) - (a->len > b->len);
}

/* Its place among the secrets, or the empty one where it belongs. */
static struct df_span *place_of(const struct secrets *secrets, struct df_span s)
{
	size_t i = text_hash(s) & (secrets->size - 1);

	while (secrets->found[i].p && !df_span_equal(secrets->found[i], s))
		i = (i + 1) & (secrets->size - 1);
	return &secrets->found[i];
}

static void make_index(struct secrets *secrets)
{
	secrets->size = 1;
	while (secrets->size < 2 * secrets->n + 1)
		secrets->size *= 2;
	secrets->found = xcalloc(secrets->size, sizeof(*secrets->found));
	secrets->lengths = xcalloc(secrets->n, sizeof(*secrets->lengths));
	if (secrets->n > 1)
		qsort(secrets->p, secrets->n, sizeof(*secrets->p), by_length);
	for (size_t i = 0; i < secrets->n; i++) {
		struct df_span s = secrets->p[i];
		unsigned int start = start_of(s.p);

		*place_of(secrets, s) = s;
		secrets->starts[start / 8] |= (u8)(1 << start % 8);
		if (!i || s.len != secrets->p[i - 1].len)
			secrets->lengths[secrets->n_lengths++] = s.len;
	}
}

static void secrets_free(struct secrets *secrets)
{
	free(secrets->p);
	free(secrets->found);
	free(secrets->lengths);
}

/* Length of the longest secret that @p begins with, or 0. */
static size_t secret_at(const struct secrets *secrets, const char *p, size_t len)
{
	unsigned int start = start_of(p);

	if (!(secrets->starts[start / 8] & 1 << start % 8))
		return 0;
	for (size_t i = 0; i < secrets->n_lengths; i++) {
		size_t n = secrets->lengths[i];

		if (n <= len && place_of(secrets, (struct df_span){ p, n })->p)
			return n;
	}
	return 0;
}

static void scrub_text(const struct secrets *secrets, char **text)
{
	size_t len = *text ? strlen(*text) : 0;
	struct buf b = { 0 };
	size_t kept = 0;	/* up to there it is in @b */

	for (size_t i = 0; i + SHORTEST <= len;) {
		size_t n = secret_at(secrets, *text + i, len - i);

		if (n) {
			buf_add(&b, *text + kept, i - kept);
			buf_puts(&b, HIDDEN);
			kept = i + n;
		}
		i += n ? n : 1;
	}
	if (!kept)
		return;
	buf_puts(&b, *text + kept);
	free(*text);
	*text = buf_take(&b);
}

static void scrub_list(const struct secrets *secrets, struct strs *l)
{
	for (size_t i = 0; i < l->n; i++)
		scrub_text(secrets, &l->p[i]);
}

/* Everywhere that text of others, or ours about it, may hold a secret. */
static void scrub_finding(const struct secrets *secrets, struct finding *f)
{
	scrub_text(secrets, &f->path);
	scrub_text(secrets, &f->label);
	scrub_text(secrets, &f->serial_doubt);
	scrub_text(secrets, &f->wwn_doubt);
	scrub_text(secrets, &f->bay.location);
	for (size_t i = 0; i < f->n_evidence; i++)
		scrub_text(secrets, &f->evidence[i].text);
	for (size_t i = 0; i < f->n_holds; i++) {
		scrub_text(secrets, &f->holds[i].label);
		scrub_list(secrets, &f->holds[i].mounts);
	}
	scrub_list(secrets, &f->mounts);
	scrub_list(secrets, &f->warnings);
}

static void hide(char **s)
{
	if (!*s)
		return;
	free(*s);
	*s = xstrdup(HIDDEN);
}

static void hide_identity(struct finding *f)
{
	hide(&f->serial);
	hide(&f->wwn);
	hide(&f->wwid);
	for (size_t k = 0; k < f->n_candidates; k++)
		hide(&f->candidates[k].serial);
	for (size_t k = 0; k < f->n_neighbours; k++)
		hide(&f->neighbours[k].serial);
	hide(&f->bay.enclosure_id);
	hide(&f->last_enclosure);
	hide(&f->sas_address);
}

void findings_scrub(struct findings *l)
{
	struct secrets *secrets = xcalloc(1, sizeof(*secrets));

	gather(secrets, l);
	make_index(secrets);
	for (size_t i = 0; i < l->n; i++)
		scrub_finding(secrets, &l->p[i]);
	/* Only now: the secrets are theirs. */
	for (size_t i = 0; i < l->n; i++)
		hide_identity(&l->p[i]);
	secrets_free(secrets);
	free(secrets);
}
