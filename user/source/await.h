/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for what may never come, until somebody says to end. */
#ifndef SOURCE_AWAIT_H
#define SOURCE_AWAIT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#define AWAIT_FDS	2	/* of the descriptors that are waited for: its own */

struct await {
	int signals;
	int out;		/* a pipe without whose reader there is nothing to wait for */
};

/*
 * Takes SIGINT, SIGTERM and SIGHUP from now on, and ignores SIGPIPE.  @out: a
 * descriptor, or -1.
 */
void await_open(struct await *a, int out);
void await_close(struct await *a);

/*
 * Waits for @n of @fds, of which the first AWAIT_FDS are filled in here, for @ms at
 * most.  False if a signal, or nobody reading, says to end; else @woken tells
 * whether there is something.
 */
bool await_poll(const struct await *a, struct pollfd *fds, size_t n, int ms, bool *woken);

#endif
