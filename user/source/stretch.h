/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stretch of an input that moves on: what has been taken is forgotten, what is
 * looked for is read.  Bounded, whatever the input holds.
 */
#ifndef SOURCE_STRETCH_H
#define SOURCE_STRETCH_H

#include "source/bytes.h"

#define STRETCH_SIZE	(256 * 1024)

struct stretch {
	struct bytes *in;
	char *p;
	size_t start;		/* of what has not been taken */
	size_t end;
	u64 line;		/* of the byte at start, from 1 */
	bool dropping;		/* the rest of a line that was cut */
};

void stretch_init(struct stretch *w, struct bytes *in);
void stretch_free(struct stretch *w);

/* What has not been taken. */
struct df_span stretch_span(const struct stretch *w);

/* Reads more; false at the end of the input, or if it is full. */
bool stretch_more(struct stretch *w);

/* Takes @n bytes, and counts their lines. */
void stretch_take(struct stretch *w, size_t n);

/*
 * Takes the next line; @line is without its end, and valid until the next call.
 * What does not fit into half a stretch is cut off.  False at the end.
 */
bool stretch_line(struct stretch *w, struct df_span *line);

#endif
