// SPDX-License-Identifier: GPL-2.0
/* A set of strings: open addressing, never more than half full.  See seen.h. */
#include "seen.h"
#include "xalloc.h"

static char **slot_of(const struct seen *set, const char *s)
{
	size_t i = text_hash(df_span_of(s)) & (set->size - 1);

	while (set->slots[i] && strcmp(set->slots[i], s))
		i = (i + 1) & (set->size - 1);
	return &set->slots[i];
}

static void grow(struct seen *set)
{
	struct seen bigger = { .n = set->n, .size = set->size ? set->size * 2 : 64 };

	bigger.slots = xcalloc(bigger.size, sizeof(*bigger.slots));
	for (size_t i = 0; i < set->size; i++)
		if (set->slots[i])
			*slot_of(&bigger, set->slots[i]) = set->slots[i];
	free(set->slots);
	*set = bigger;
}

bool seen_new(struct seen *set, const char *s)
{
	char **slot;

	if (set->n * 2 >= set->size)
		grow(set);
	slot = slot_of(set, s);
	if (*slot)
		return false;
	*slot = xstrdup(s);
	set->n++;
	return true;
}

void seen_free(struct seen *set)
{
	for (size_t i = 0; i < set->size; i++)
		free(set->slots[i]);
	free(set->slots);
	*set = (struct seen){ 0 };
}
