// SPDX-License-Identifier: GPL-2.0
/* The records of a text file.  See lines.h. */
#include "source/lines.h"
#include "xalloc.h"

#define RECORD_MAX	(64 * 1024)
#define BUFFER		(RECORD_MAX + 256 * 1024)

int lines_open(struct lines *l, const char *path, struct trouble *t)
{
	*l = (struct lines){ 0 };
	if (bytes_open(&l->bytes, path, t))
		return -1;
	l->buf = xcalloc(BUFFER, 1);
	return 0;
}

void lines_close(struct lines *l)
{
	bytes_close(&l->bytes);
	free(l->buf);
	*l = (struct lines){ 0 };
}

/* Reads more behind what is there; false if there is no more, or no room. */
static bool refill(struct lines *l)
{
	size_t n;

	if (l->at_end)
		return false;
	if (l->start && l->end - l->start <= RECORD_MAX) {
		memmove(l->buf, l->buf + l->start, l->end - l->start);
		l->end -= l->start;
		l->start = 0;
	}
	if (l->end == BUFFER)
		return false;
	n = bytes_read(&l->bytes, l->buf + l->end, BUFFER - l->end);
	if (!n) {
		l->at_end = true;
		return false;
	}
	l->end += n;
	return true;
}

/*
 * Length of the line that begins @from bytes behind l->start, its newline not
 * counted; *@ended tells if it has one.  At most RECORD_MAX from l->start.
 */
static size_t line_length(struct lines *l, size_t from, bool *ended)
{
	size_t seen = from;

	for (;;) {
		size_t have = l->end - l->start;
		const char *nl = NULL;

		if (have > RECORD_MAX)
			have = RECORD_MAX;
		if (have > seen)
			nl = memchr(l->buf + l->start + seen, '\n', have - seen);
		*ended = nl;
		if (nl)
			return (size_t)(nl - (l->buf + l->start)) - from;
		seen = have > seen ? have : seen;
		if (seen >= RECORD_MAX || !refill(l))
			return seen - from;
	}
}

/* Drops the rest of a line that was too long. */
static void skip_rest(struct lines *l)
{
	for (;;) {
		char *nl = memchr(l->buf + l->start, '\n', l->end - l->start);

		if (nl) {
			l->start = (size_t)(nl - l->buf) + 1;
			break;
		}
		l->start = 0;
		l->end = 0;
		if (!refill(l))
			break;
	}
	l->skipping = false;
}

static bool next_is_indented(struct lines *l, size_t len)
{
	char c;

	if (l->end - l->start <= len && !refill(l))
		return false;
	if (l->end - l->start <= len)
		return false;
	c = l->buf[l->start + len];
	return c == ' ' || c == '\t';
}

bool lines_next(struct lines *l, struct raw_record *rec)
{
	size_t len, used;
	bool ended;

	if (l->skipping)
		skip_rest(l);
	if (l->start == l->end && !refill(l))
		return false;
	len = line_length(l, 0, &ended);
	rec->line = ++l->number;
	rec->cut = !ended && len >= RECORD_MAX;
	used = len + ended;
	while (ended && used < RECORD_MAX && next_is_indented(l, used)) {
		len = used + line_length(l, used, &ended);
		l->number++;
		used = len + ended;
	}
	rec->bytes = (struct df_span){ l->buf + l->start, len };
	l->start += used;
	l->skipping = !ended && len >= RECORD_MAX;
	return true;
}

bool lines_peek(struct lines *l, struct df_span *line)
{
	bool ended;
	size_t len;

	if (l->skipping || (l->start == l->end && !refill(l)))
		return false;
	len = line_length(l, 0, &ended);
	*line = (struct df_span){ l->buf + l->start, len };
	return true;
}
