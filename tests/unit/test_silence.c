// SPDX-License-Identifier: GPL-2.0
/*
 * A silence ends what the end of a log ends: the module has silences only, scan
 * has both, and they must find the same in the logs of the corpus.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

/* Lines with prefixes that df_line_parse() does not know are records that match nothing. */
static void hear_file(struct rig *rig, const char *path)
{
	FILE *log = fopen(path, "r");
	char line[8192];

	assert_non_null(log);
	while (fgets(line, sizeof(line), log)) {
		line[strcspn(line, "\r\n")] = '\0';
		rig_hear(rig, line);
	}
	fclose(log);
}

static u64 faults(const struct rig *rig)
{
	const struct df_disk *d;
	u64 n = 0;

	for (d = rig->engine.table.first; d; d = d->next)
		n += df_disk_total(d);
	return n;
}

static void a_silence_leaves_nothing_to_the_end(void **state)
{
	u64 in_silence, with_faults = 0;
	struct rig *rig = *state;
	glob_t logs;
	size_t i;

	assert_int_equal(glob("tests/corpus/*.log", 0, NULL, &logs), 0);
	for (i = 0; i < logs.gl_pathc; i++) {
		if (strstr(logs.gl_pathv[i], "/web-"))
			continue;	/* (what is on a page is not for the core to read) */
		rig_end(rig);
		rig_start(rig, 64);
		hear_file(rig, logs.gl_pathv[i]);
		rig_idle(rig);
		in_silence = faults(rig);
		df_engine_close(&rig->engine);
		if (faults(rig) != in_silence)
			fail_msg("%s: %llu faults in silence, %llu at the end", logs.gl_pathv[i],
				 (unsigned long long)in_silence, (unsigned long long)faults(rig));
		with_faults += in_silence != 0;
	}
	globfree(&logs);
	assert_true(with_faults > 50);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_silence_leaves_nothing_to_the_end, rig_setup,
						rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
