// SPDX-License-Identifier: GPL-2.0
/* Lines that tie: open addressing, never more than half full.  See ties.h. */
#include "ties.h"
#include "xalloc.h"

static struct tie *slot_of(const struct ties *t, u64 seq)
{
	size_t i = (seq * 11400714819323198485ULL) & (t->size - 1);

	while (t->slots[i].seq && t->slots[i].seq != seq)
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

static void resize(struct ties *t, size_t size)
{
	struct ties other = { .n = t->n, .size = size };

	other.slots = xcalloc(size, sizeof(*other.slots));
	for (size_t i = 0; i < t->size; i++)
		if (t->slots[i].seq)
			*slot_of(&other, t->slots[i].seq) = t->slots[i];
	free(t->slots);
	*t = other;
}

void ties_add(struct ties *t, u64 seq, struct df_span text)
{
	struct tie *tie;

	if (t->n * 2 >= t->size)
		resize(t, t->size ? t->size * 2 : 64);
	tie = slot_of(t, seq);
	if (tie->seq)
		return;
	tie->seq = seq;
	tie->text = safe_text(text, SAFE_RAW);
	t->n++;
}

struct tie *ties_find(const struct ties *t, u64 seq)
{
	struct tie *tie;

	if (!t->n || !seq)
		return NULL;
	tie = slot_of(t, seq);
	return tie->seq ? tie : NULL;
}

void ties_mark(struct ties *t, u64 seq)
{
	struct tie *tie = ties_find(t, seq);

	if (tie)
		tie->marked = true;
}

void ties_sweep(struct ties *t)
{
	for (size_t i = 0; i < t->size; i++) {
		struct tie *tie = &t->slots[i];
		bool keep = tie->used || tie->marked;

		tie->marked = false;
		if (!tie->seq || keep)
			continue;
		free(tie->text);
		*tie = (struct tie){ 0 };
		t->n--;
	}
	/* Holes break the chains of the others: lay them out anew. */
	if (t->size)
		resize(t, t->size);
}

void ties_free(struct ties *t)
{
	for (size_t i = 0; i < t->size; i++)
		free(t->slots[i].text);
	free(t->slots);
	*t = (struct ties){ 0 };
}
