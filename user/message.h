/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages on stderr, one sentence each, as "diskfault: ...".  Whatever stands
 * in them goes through safe_text(): a file name may hold anything.
 *
 * Only main.c and the cmd_*.c files call these; everything below them returns
 * what went wrong (see struct trouble).
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>

/* Exit statuses; interface of the command, see diskfault(8). */
enum {
	STATUS_OK = 0,
	STATUS_FAILURE = 1,
	STATUS_USAGE = 2,
	STATUS_UNKNOWN = 3,	/* of check: nothing can be said */
	STATUS_FINDINGS = 8,
	STATUS_NONE_FOUND = 32,
	STATUS_SOME_FOUND = 64,
};

/* What went wrong, in words for the user; NULL: nothing. */
struct trouble {
	char *text;
};

/* Sets the text, unless an earlier trouble is there. */
void trouble_set(struct trouble *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void trouble_free(struct trouble *t);

void message_setup(int verbose, bool quiet);

/* Something failed. */
void error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Says what is wrong and frees it; false if nothing was. */
bool error_trouble(struct trouble *t);

/* It worked, but; not with -q. */
void warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* With -v only. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
