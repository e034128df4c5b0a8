/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory or nothing: a command that cannot get a few kilobytes has no better
 * answer than to say so and leave.
 */
#ifndef XALLOC_H
#define XALLOC_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XALLOC_STATUS	1

static inline void *xcheck(void *p)
{
	if (!p) {
		fputs("diskfault: out of memory\n", stderr);
		exit(XALLOC_STATUS);
	}
	return p;
}

/* Not set to anything, and not touched: large and mostly not used. */
static inline void *xmalloc(size_t size)
{
	return xcheck(malloc(size ? size : 1));
}

static inline void *xcalloc(size_t n, size_t size)
{
	return xcheck(calloc(n ? n : 1, size ? size : 1));
}

static inline void *xreallocarray(void *p, size_t n, size_t size)
{
	return xcheck(reallocarray(p, n ? n : 1, size ? size : 1));
}

static inline char *xstrdup(const char *s)
{
	return xcheck(strdup(s));
}

static inline char *xstrndup(const char *s, size_t n)
{
	return xcheck(strndup(s, n));
}

#endif
