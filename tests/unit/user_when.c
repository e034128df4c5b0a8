// SPDX-License-Identifier: GPL-2.0
/* Times as journalctl(1) takes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "when.h"

#define SECOND	1000000LL
#define NOW	(1700000000 * SECOND)	/* 2023-11-14T22:13:20Z */

static const struct {
	const char *text;
	s64 us;
} times[] = {
	{ "2023-11-14 22:13:20", NOW },
	{ "2023-11-14T22:13:20Z", NOW },
	{ "2023-11-14 22:13:20.25", NOW + SECOND / 4 },
	{ "2023-11-14 23:13:20+01:00", NOW },
	{ "2023-11-14 22:13", NOW - 20 * SECOND },
	{ "2023-11-14", NOW - 80000 * SECOND },
	{ "2023-11-14 UTC", NOW - 80000 * SECOND },
	{ "22:13:20", NOW },
	{ "22:13", NOW - 20 * SECOND },
	{ "now", NOW },
	{ "today", NOW - 80000 * SECOND },
	{ "yesterday", NOW - (80000 + 86400) * SECOND },
	{ "tomorrow", NOW + (86400 - 80000) * SECOND },
	{ "-1h", NOW - 3600 * SECOND },
	{ "-1h 30min", NOW - 5400 * SECOND },
	{ "-2 days", NOW - 2 * 86400 * SECOND },
	{ "+10s", NOW + 10 * SECOND },
	{ "3 hours ago", NOW - 3 * 3600 * SECOND },
	{ "-5m", NOW - 300 * SECOND },
	{ "@1700000000", NOW },
	{ "@1700000000.5", NOW + SECOND / 2 },
};

static void times_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < DF_COUNT(times); i++) {
		s64 us = 0;

		if (!when_parse(times[i].text, NOW, &us))
			fail_msg("\"%s\" is no time", times[i].text);
		assert_int_equal(us, times[i].us);
	}
}

static void others_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", "soon", "1h", "-", "2023-11-14 25:00", "2023-13-14", "12", "2023-11-14 12:00 hello",
		"-1parsec", "@", "@x", "-99999999999999y", "+", "2023", "12:", "ago", "-1h ago",
	};

	(void)state;
	for (size_t i = 0; i < DF_COUNT(wrong); i++) {
		s64 us = 0;

		if (when_parse(wrong[i], NOW, &us))
			fail_msg("\"%s\" is a time", wrong[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_taken),
		cmocka_unit_test(others_are_refused),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
