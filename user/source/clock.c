// SPDX-License-Identifier: GPL-2.0
/* From the clock of the log to the one on the wall.  See clock.h. */
#include <stdlib.h>
#include <time.h>

#include "source/clock.h"
#include "source/file.h"

/* When the recorded machine was booted: the btime line of its /proc/stat. */
static bool recorded_boot(const char *root, s64 *boot_us)
{
	char *path = root_path(root, "/proc/stat");
	char *stat = file_read(path);
	char *line = stat ? strstr(stat, "btime ") : NULL;
	struct df_span s = line ? df_span_of(line + strlen("btime ")) : DF_SPAN("");
	u64 seconds = 0;
	bool known = df_take_dec(&s, &seconds) && seconds < UINT32_MAX;

	*boot_us = (s64)seconds * 1000000;
	free(stat);
	free(path);
	return known;
}

/* The clock of the log stops in suspend, as this difference does. */
static bool live_boot(s64 *boot_us)
{
	struct timespec wall, mono;

	if (clock_gettime(CLOCK_REALTIME, &wall) || clock_gettime(CLOCK_MONOTONIC, &mono))
		return false;
	*boot_us = ((s64)wall.tv_sec - (s64)mono.tv_sec) * 1000000 +
		   (wall.tv_nsec - mono.tv_nsec) / 1000;
	return true;
}

bool clock_boot(const char *root, s64 *boot_us)
{
	return root[0] ? recorded_boot(root, boot_us) : live_boot(boot_us);
}
