// SPDX-License-Identifier: GPL-2.0
/*
 * "journalctl -o export".  See export.h.
 *
 * Values that are not plain text stand behind their name in binary: a newline, 64
 * bits of length (little endian), the bytes, a newline.
 */
#include "source/export.h"
#include "xalloc.h"

#define FIELD_NAME_MAX	64	/* as journald has it */
#define VALUE_MAX	(64 * 1024)

bool export_begins(struct df_span front)
{
	return df_span_starts(front, DF_SPAN("__CURSOR="));
}

/* Makes sure of @n bytes; false if the input ends before. */
static bool need(struct stretch *w, size_t n)
{
	while (w->end - w->start < n)
		if (!stretch_more(w))
			return false;
	return true;
}

static bool take_length(struct stretch *w, u64 *len)
{
	if (!need(w, sizeof(*len)))
		return false;
	*len = 0;
	for (size_t i = 0; i < sizeof(*len); i++)
		*len |= (u64)(u8)w->p[w->start + i] << 8 * i;
	stretch_take(w, sizeof(*len));
	return true;
}

/* The value behind @name, in binary; what is too long of it is cut off. */
static bool take_binary(struct stretch *w, struct fields *f, struct df_span name)
{
	struct buf value = { 0 };
	u64 len;

	if (!take_length(w, &len))
		return false;
	while (len) {
		struct df_span have = stretch_span(w);

		if (!have.len && !stretch_more(w))
			break;
		have = stretch_span(w);
		have = df_span_first(have, len < have.len ? (size_t)len : have.len);
		if (value.len < VALUE_MAX)
			buf_add(&value, have.p, have.len);
		len -= have.len;
		stretch_take(w, have.len);
	}
	if (need(w, 1) && w->p[w->start] == '\n')
		stretch_take(w, 1);
	fields_add(f, name, (struct df_span){ value.len ? value.p : "", value.len });
	buf_free(&value);
	return true;
}

static bool is_name(struct df_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!df_is_upper(s.p[i]) && !df_is_digit(s.p[i]) && s.p[i] != '_')
			return false;
	return s.len && s.len <= FIELD_NAME_MAX;
}

/* The fields up to the next empty line; false at the end of the input. */
static bool take_fields(struct stretch *w, struct fields *f)
{
	char name[FIELD_NAME_MAX];
	struct df_span line;

	while (stretch_line(w, &line)) {
		size_t n = df_span_find(line, DF_SPAN("="));

		if (!line.len)
			return true;
		if (!is_name(df_span_first(line, n)))
			continue;
		if (n < line.len) {
			fields_add(f, df_span_first(line, n), df_span_from(line, n + 1));
			continue;
		}
		memcpy(name, line.p, n);
		if (!take_binary(w, f, (struct df_span){ name, n }))
			break;
	}
	return false;
}

bool export_next(struct stretch *w, struct fields *f, struct entry *e)
{
	bool more;

	do {
		u64 line = w->line;

		fields_begin(f);
		more = take_fields(w, f);
		if (fields_entry(f, e)) {
			e->line = line;
			return true;
		}
	} while (more);
	return false;
}
