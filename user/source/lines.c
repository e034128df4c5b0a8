// SPDX-License-Identifier: GPL-2.0
/* The records of a text file.  See lines.h. */
#include "source/lines.h"
#include "xalloc.h"

#define BUFFER		(LINES_RECORD_MAX + 256 * 1024)

int lines_open(struct lines *l, const char *path, struct trouble *t)
{
	*l = (struct lines){ 0 };
	if (bytes_open(&l->bytes, path, t))
		return -1;
	l->buf = xcalloc(BUFFER, 1);
	return 0;
}

void lines_take(struct lines *l, struct bytes *in, u64 number)
{
	*l = (struct lines){ .bytes = *in, .buf = xcalloc(BUFFER, 1), .number = number - 1 };
	*in = (struct bytes){ .fd = -1 };
}

u64 lines_place(const struct lines *l)
{
	return (u64)l->bytes.at - (l->end - l->start);
}

void lines_close(struct lines *l)
{
	bytes_close(&l->bytes);
	free(l->buf);
	*l = (struct lines){ 0 };
}

void lines_within(struct lines *l, char *text, size_t len, u64 number)
{
	*l = (struct lines){ .buf = text, .end = len, .at_end = true, .number = number - 1 };
}

/* Makes room behind what is there; false if there is none, or nothing to come. */
static bool make_room(struct lines *l)
{
	if (l->at_end)
		return false;
	if (l->start && l->end - l->start <= LINES_RECORD_MAX) {
		memmove(l->buf, l->buf + l->start, l->end - l->start);
		l->end -= l->start;
		l->start = 0;
	}
	return l->end < BUFFER;
}

/* Reads more behind what is there; false if there is no more, or no room. */
static bool refill(struct lines *l)
{
	size_t n;

	if (!make_room(l))
		return false;
	n = bytes_read(&l->bytes, l->buf + l->end, BUFFER - l->end);
	l->at_end = !n;
	l->end += n;
	return n;
}

/* The same, but what does not come within a moment is not waited for. */
static bool refill_soon(struct lines *l)
{
	size_t n;

	if (!make_room(l))
		return false;
	n = bytes_read_soon(&l->bytes, l->buf + l->end, BUFFER - l->end);
	l->end += n;
	return n;
}

/*
 * Length of the line that begins @from bytes behind l->start, its newline not
 * counted; *@ended tells if it has one.  At most LINES_RECORD_MAX from l->start.
 */
static size_t line_length(struct lines *l, size_t from, bool *ended)
{
	size_t seen = from;

	for (;;) {
		size_t have = l->end - l->start;
		const char *nl = NULL;

		if (have > LINES_RECORD_MAX)
			have = LINES_RECORD_MAX;
		if (have > seen)
			nl = memchr(l->buf + l->start + seen, '\n', have - seen);
		*ended = nl;
		if (nl)
			return (size_t)(nl - (l->buf + l->start)) - from;
		seen = have > seen ? have : seen;
		if (seen >= LINES_RECORD_MAX || !refill(l))
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

	if (l->end - l->start <= len && !refill_soon(l))
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
	rec->cut = !ended && len >= LINES_RECORD_MAX;
	used = len + ended;
	while (ended && used < LINES_RECORD_MAX && next_is_indented(l, used)) {
		len = used + line_length(l, used, &ended);
		l->number++;
		used = len + ended;
	}
	rec->bytes = (struct df_span){ l->buf + l->start, len };
	l->start += used;
	l->skipping = !ended && len >= LINES_RECORD_MAX;
	return true;
}

bool lines_peek(struct lines *l, struct df_span *line)
{
	bool ended;
	size_t len;

	if (l->skipping || (l->start == l->end && !refill_soon(l)))
		return false;
	len = line_length(l, 0, &ended);
	*line = (struct df_span){ l->buf + l->start, len };
	return true;
}
