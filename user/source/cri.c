// SPDX-License-Identifier: GPL-2.0
/* What a container runtime keeps of a log.  See cri.h. */
#include "source/cri.h"

#define WHOLE_MAX	(64 * 1024)

enum { STDOUT, STDERR };

/* Splits "TIME stdout P text"; false if it is something else. */
static bool split(struct df_span line, size_t *head, int *stream, bool *partial)
{
	struct df_span at = df_span_from(line, df_span_find(line, DF_SPAN(" ")));

	if (!line.len || !df_is_digit(line.p[0]))
		return false;
	if (df_take(&at, DF_SPAN(" stdout ")))
		*stream = STDOUT;
	else if (df_take(&at, DF_SPAN(" stderr ")))
		*stream = STDERR;
	else
		return false;
	*partial = df_take_char(&at, 'P');
	if (!*partial && !df_take_char(&at, 'F'))
		return false;
	df_take_char(&at, ' ');
	*head = line.len - at.len;
	return true;
}

bool cri_begins(struct df_span front)
{
	struct df_span line = df_span_first(front, df_span_find(front, DF_SPAN("\n")));
	bool partial;
	size_t head;
	int stream;

	return split(line, &head, &stream, &partial);
}

static void join(struct cri_line *to, struct df_span line, size_t head, u64 number)
{
	if (to->text.len)
		line = df_span_from(line, head);
	else
		to->number = number;
	if (to->text.len < WHOLE_MAX)
		buf_add(&to->text, line.p, line.len);
}

bool cri_next(struct cri *cri, struct stretch *w, struct prefix *p, struct entry *e)
{
	struct cri_line *done = NULL;
	struct df_span line, whole;
	size_t head;
	bool partial;
	int stream;

	for (;;) {
		u64 number = w->line;

		if (!stretch_line(w, &line))
			return false;
		whole = line;
		if (split(line, &head, &stream, &partial)) {
			done = &cri->streams[stream];
			if (partial || done->text.len)
				join(done, line, head, number);
			if (partial)
				continue;
		}
		*e = (struct entry){ .line = number };
		if (done && done->text.len) {
			whole = (struct df_span){ done->text.p, done->text.len };
			e->line = done->number;
			done->text.len = 0;
		}
		if (prefix_parse(p, whole, &e->r, &e->host)) {
			e->times = p->repeated;
			return true;
		}
	}
}

void cri_free(struct cri *cri)
{
	buf_free(&cri->streams[STDOUT].text);
	buf_free(&cri->streams[STDERR].text);
}
