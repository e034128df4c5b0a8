// SPDX-License-Identifier: GPL-2.0
/* Logs whose records are not lines.  See entries.h. */
#include "source/entries.h"
#include "source/export.h"

enum entries_kind entries_kind_of(const struct bytes *in)
{
	struct df_span front = bytes_front(in), at = front;
	u32 dump, number;

	if (objects_begin(front))
		return ENTRIES_JSON;
	if (export_begins(front))
		return ENTRIES_EXPORT;
	if (parts_header(&at, &dump, &number))
		return ENTRIES_PARTS;
	if (cri_begins(front))
		return ENTRIES_CRI;
	return ENTRIES_NONE;
}

void entries_init(struct entries *es, struct bytes *in)
{
	*es = (struct entries){ .kind = entries_kind_of(in) };
	stretch_init(&es->stretch, in);
	prefix_init(&es->prefix, in->newest);
	if (es->kind == ENTRIES_JSON)
		objects_init(&es->objects);
}

void entries_free(struct entries *es)
{
	if (es->kind == ENTRIES_JSON)
		objects_free(&es->objects);
	cri_free(&es->cri);
	parts_free(&es->parts);
	fields_free(&es->fields);
	prefix_free(&es->prefix);
	stretch_free(&es->stretch);
}

bool entries_next(struct entries *es, struct entry *e)
{
	switch (es->kind) {
	case ENTRIES_JSON:
		return objects_next(&es->objects, &es->stretch, &es->prefix, e);
	case ENTRIES_EXPORT:
		return export_next(&es->stretch, &es->fields, e);
	case ENTRIES_PARTS:
		return parts_next(&es->parts, &es->stretch, &es->prefix, e);
	case ENTRIES_CRI:
		return cri_next(&es->cri, &es->stretch, &es->prefix, e);
	case ENTRIES_NONE:
		break;
	}
	return false;
}
