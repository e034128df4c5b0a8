// SPDX-License-Identifier: GPL-2.0
/* What pstore kept of a crash.  See parts.h. */
#include "source/parts.h"
#include "xalloc.h"

#define DUMP_MAX	(4 * 1024 * 1024)	/* stores are of some 100 KiB */

bool parts_header(struct df_span *s, u32 *dump, u32 *number)
{
	struct df_span at = *s;

	/* "Panic", "Oops", "Emergency", ... */
	while (at.len && (df_is_lower(at.p[0]) || df_is_upper(at.p[0])))
		at = df_span_from(at, 1);
	if (at.len == s->len || !df_take_char(&at, '#') || !df_take_u32(&at, dump) ||
	    !df_take(&at, DF_SPAN(" Part")) || !df_take_u32(&at, number))
		return false;
	df_take_char(&at, '\r');
	if (at.len && !df_take_char(&at, '\n'))
		return false;
	*s = at;
	return true;
}

static void add_part(struct parts *parts, u32 dump, u32 number, size_t start, u64 line)
{
	parts->p = xreallocarray(parts->p, parts->n + 1, sizeof(*parts->p));
	parts->p[parts->n++] = (struct part){ dump, number, start, start, line };
}

/* Crashes in order, and of each the part with the highest number first. */
static int in_time(const void *a, const void *b)
{
	const struct part *one = a, *two = b;

	if (one->dump != two->dump)
		return one->dump < two->dump ? -1 : 1;
	if (one->number != two->number)
		return one->number > two->number ? -1 : 1;
	return one->start < two->start ? -1 : 1;
}

static void read_parts(struct parts *parts, struct stretch *w)
{
	struct df_span line;
	u32 dump, number;
	u64 at = w->line;

	while (parts->text.len < DUMP_MAX && stretch_line(w, &line)) {
		if (parts_header(&line, &dump, &number)) {
			add_part(parts, dump, number, parts->text.len, w->line);
		} else {
			if (!parts->n)
				add_part(parts, 0, 0, 0, at);
			buf_add(&parts->text, line.p, line.len);
			buf_putc(&parts->text, '\n');
		}
		if (parts->n)
			parts->p[parts->n - 1].end = parts->text.len;
	}
	if (parts->n)
		qsort(parts->p, parts->n, sizeof(*parts->p), in_time);
	parts->read = true;
}

bool parts_next(struct parts *parts, struct stretch *w, struct prefix *p, struct entry *e)
{
	if (!parts->read)
		read_parts(parts, w);
	while (parts->now < parts->n) {
		struct part *part = &parts->p[parts->now];
		struct df_span left = { parts->text.p + part->start, part->end - part->start };
		struct df_span line = df_span_first(left, df_span_find(left, DF_SPAN("\n")));

		if (!left.len) {
			parts->now++;
			continue;
		}
		part->start += line.len + 1;
		*e = (struct entry){ .line = part->line++ };
		if (!prefix_parse(p, line, &e->r, &e->host))
			continue;
		e->times = p->repeated;
		return true;
	}
	return false;
}

void parts_free(struct parts *parts)
{
	buf_free(&parts->text);
	free(parts->p);
}
