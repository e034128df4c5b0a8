// SPDX-License-Identifier: GPL-2.0
/*
 * chase: the first line of the input is the first expression, the second one the
 * next, the rest is the log.  Bad expressions must be refused, and no log may
 * keep the search from ending.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "chase.h"
#include "xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct df_span take_line(struct df_span *s)
{
	struct df_span line = *s;
	size_t n = df_span_find(line, DF_SPAN("\n"));

	*s = df_span_from(*s, n + 1);
	return df_span_first(line, n);
}

static void chase(const struct df_span *exprs, const char *path)
{
	struct trouble t = { 0 };
	struct backward lines;
	struct chaser c;

	if (backward_open(&lines, path, &t))
		abort();
	if (!chaser_init(&c, &lines, exprs, 2, &t))
		while (co_next(get_chains, &c) == CO_YIELDED)
			;
	co_close(get_chains, &c);
	chaser_free(&c);
	backward_close(&lines);
	trouble_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct df_span rest = { (const char *)data, size };
	struct df_span exprs[2];
	char path[64];
	int fd = memfd_create("log", 0);

	exprs[0] = take_line(&rest);
	exprs[1] = take_line(&rest);
	if (fd < 0 || write(fd, rest.p, rest.len) != (ssize_t)rest.len)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	chase(exprs, path);
	close(fd);
	return 0;
}
