/* SPDX-License-Identifier: GPL-2.0 */
/* Regular expressions that match a line from its beginning; the first group counts. */
#ifndef PATTERN_H
#define PATTERN_H

#include "message.h"
#include "text.h"

struct pattern;

/*
 * Compiles @source; NULL with why (not a regular expression, or one without a
 * group).  @shown: what the user wrote, for that message.
 */
struct pattern *pattern_new(struct df_span source, struct df_span shown, struct trouble *t);
void pattern_free(struct pattern *p);

/*
 * Matches @line.  Returns 1 with the first group (empty if it took no part), 0,
 * or -E2BIG if the line is too hard for the expression.
 */
int pattern_match(struct pattern *p, struct df_span line, struct df_span *group);

/* Appends @s so that an expression matches it literally. */
void pattern_escape(struct buf *b, struct df_span s);

#endif
