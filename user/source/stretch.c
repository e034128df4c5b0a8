// SPDX-License-Identifier: GPL-2.0
/* A stretch of an input that moves on.  See stretch.h. */
#include "source/stretch.h"
#include "xalloc.h"

#define LINE_MOST	(STRETCH_SIZE / 2)

void stretch_init(struct stretch *w, struct bytes *in)
{
	*w = (struct stretch){ .in = in, .p = xcalloc(STRETCH_SIZE, 1), .line = 1 };
}

void stretch_free(struct stretch *w)
{
	free(w->p);
	*w = (struct stretch){ 0 };
}

struct df_span stretch_span(const struct stretch *w)
{
	return (struct df_span){ w->p + w->start, w->end - w->start };
}

bool stretch_more(struct stretch *w)
{
	size_t got;

	if (w->start && w->end - w->start <= STRETCH_SIZE / 2) {
		memmove(w->p, w->p + w->start, w->end - w->start);
		w->end -= w->start;
		w->start = 0;
	}
	if (w->end == STRETCH_SIZE)
		return false;
	got = bytes_read(w->in, w->p + w->end, STRETCH_SIZE - w->end);
	w->end += got;
	return got;
}

void stretch_take(struct stretch *w, size_t n)
{
	const char *p = w->p + w->start;
	const char *end = p + n;

	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		w->line++;
		p++;
	}
	w->start += n;
}

static void drop_rest(struct stretch *w)
{
	size_t n, len;

	do {
		len = w->end - w->start;
		n = df_span_find(stretch_span(w), DF_SPAN("\n"));
		stretch_take(w, n < len ? n + 1 : n);
	} while (n == len && stretch_more(w));
	w->dropping = false;
}

bool stretch_line(struct stretch *w, struct df_span *line)
{
	size_t n = 0;

	if (w->dropping)
		drop_rest(w);
	if (w->start == w->end && !stretch_more(w))
		return false;
	for (;;) {
		struct df_span s = stretch_span(w);

		n += df_span_find(df_span_from(s, n), DF_SPAN("\n"));
		if (n < s.len || n >= LINE_MOST || !stretch_more(w))
			break;
	}
	*line = df_span_first(stretch_span(w), n < LINE_MOST ? n : LINE_MOST);
	w->dropping = n >= LINE_MOST;
	stretch_take(w, line->len + (!w->dropping && n < w->end - w->start));
	return true;
}
