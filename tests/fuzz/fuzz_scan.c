// SPDX-License-Identifier: GPL-2.0
/*
 * A log file with anything in it, as scan reads it: every prefix, the engine,
 * findings, and the JSON made of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "finding.h"
#include "output/output.h"
#include "scan.h"
#include "source/lines.h"
#include "source/prefix.h"
#include "xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct scan *s, struct lines *l)
{
	struct raw_record raw;
	struct prefix p;

	prefix_init(&p, 1700000000);
	while (lines_next(l, &raw)) {
		struct df_record r = { 0 };
		struct df_span host = { 0 };
		u64 seq;

		if (prefix_parse_kmsg(&p, raw.bytes, &r, &seq) ||
		    prefix_parse(&p, raw.bytes, &r, &host))
			scan_record(s, &r, host, raw.line);
	}
	prefix_free(&p);
}

static void scan_file(const char *path)
{
	struct scan_how how = { .chains = true };
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct lines l;
	struct scan *s;

	if (lines_open(&l, path, &t))
		abort();
	s = scan_new(&how);
	scan_source(s, "log", false);
	read_all(s, &l);
	scan_finish(s);
	scan_findings(s, &found);
	findings_sort_newest(&found);
	if (json_print(&found, NULL, 0))
		abort();
	findings_free(&found);
	scan_free(s);
	lines_close(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	char path[64];
	int fd = memfd_create("log", 0);

	/* The JSON is made, and not looked at. */
	if (!nowhere)
		nowhere = freopen("/dev/null", "w", stdout);
	if (!nowhere || fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	scan_file(path);
	close(fd);
	return 0;
}
