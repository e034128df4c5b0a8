/* SPDX-License-Identifier: GPL-2.0 */
/* How watch, and scan --follow, tell of new faults. */
#ifndef NEWS_H
#define NEWS_H

#include "output/output.h"

/*
 * Prints the finding @one, of which @g is new, as @opt asks for it: a line, an object,
 * or a row of a table.
 */
void news_print(struct findings *one, const struct growth *g, struct options *opt,
		const struct column_choice *columns);

/* False if nobody reads what is printed, or it cannot be written. */
bool news_flush(void);

#endif
