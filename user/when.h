/* SPDX-License-Identifier: GPL-2.0 */
/* Times as journalctl(1) takes them. */
#ifndef WHEN_H
#define WHEN_H

#include "text.h"

/*
 * "2026-11-22 18:00:30", the seconds or the whole time of day left out, "18:00",
 * "yesterday", "today", "tomorrow", "now", "-1h", "+2 days", "3 hours ago",
 * "@UNIX"; a date may end in "UTC", "Z" or "+01:00", else it is of the local zone.
 * @now_us, @us: microseconds since 1970.  False if @text is none of these.
 */
bool when_parse(const char *text, s64 now_us, s64 *us);

#endif
