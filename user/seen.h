/* SPDX-License-Identifier: GPL-2.0 */
/* A set of strings that have been printed.  All zeros is an empty one. */
#ifndef SEEN_H
#define SEEN_H

#include "text.h"

struct seen {
	char **slots;
	size_t n;
	size_t size;		/* a power of two, or 0 */
};

/* Adds @s; false if it was there. */
bool seen_new(struct seen *set, const char *s);
void seen_free(struct seen *set);

#endif
