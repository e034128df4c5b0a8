// SPDX-License-Identifier: GPL-2.0
/*
 * A file of any kind with anything in it: decoded, judged by its first bytes, and
 * its records taken one by one, as scan does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "play.h"
#include "play_entries.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_source(struct scan *s, struct bytes *in)
{
	struct play_how how = { .threads = 1 };
	struct trouble t = { 0 };
	struct played played;

	scan_source(s, "log", SCAN_LINES);
	if (entries_kind_of(in) != ENTRIES_NONE)
		play_entries(s, in, &t);
	else if (in->kind == BYTES_PLAIN || in->kind == BYTES_STREAM)
		play(s, in, &how, &played, &t);
	trouble_free(&t);
}

static void scan_file(const char *path)
{
	struct scan_how how = { .chains = true };
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct bytes in;
	struct scan *s;

	if (bytes_open(&in, path, &t))
		abort();
	s = scan_new(&how);
	scan_expect_echoes(s);
	read_source(s, &in);
	scan_finish(s);
	scan_findings(s, &found);
	findings_free(&found);
	scan_free(s);
	bytes_close(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("log", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	scan_file(path);
	close(fd);
	return 0;
}
