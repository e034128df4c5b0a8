// SPDX-License-Identifier: GPL-2.0
/* Bytes of others become text, and small containers hold what they were given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "output/output.h"
#include "seen.h"
#include "text.h"
#include "ties.h"

static void assert_safe(const char *bytes, size_t len, enum safe_from from, const char *want)
{
	char *text = safe_text((struct df_span){ bytes, len }, from);

	assert_string_equal(text, want);
	free(text);
}

#define RAW(literal, want)	assert_safe(literal, sizeof(literal) - 1, SAFE_RAW, want)

static void control_bytes_never_pass(void **state)
{
	(void)state;
	RAW("plain text", "plain text");
	RAW("a\tb\nc\r\033[31m\177\0z", "a\\x09b\\x0ac\\x0d\\x1b[31m\\x7f\\x00z");
	RAW("\302\233m C1", "\\xc2\\x9bm C1");
	RAW("\342\200\256 turns round", "\\xe2\\x80\\xae turns round");
}

static void good_utf8_passes_and_bad_does_not(void **state)
{
	(void)state;
	RAW("\303\244 \342\202\254 \360\237\222\277", "\303\244 \342\202\254 \360\237\222\277");
	RAW("\377\376", "\\xff\\xfe");
	RAW("\300\200 overlong", "\\xc0\\x80 overlong");
	RAW("\340\200\200", "\\xe0\\x80\\x80");
	RAW("\355\240\200 surrogate", "\\xed\\xa0\\x80 surrogate");
	RAW("\364\220\200\200 too far", "\\xf4\\x90\\x80\\x80 too far");
	RAW("\342\202", "\\xe2\\x82");
	RAW("\303", "\\xc3");
}

/* An escape that was there before is told from one of ours. */
static void escapes_are_unambiguous(void **state)
{
	(void)state;
	RAW("a\\x1b", "a\\x5cx1b");
	RAW("a\\b", "a\\b");
	assert_safe("a\\x1b", 5, SAFE_ESCAPED, "a\\x1b");
}

static void sizes_are_as_lsblk_says(void **state)
{
	static const struct {
		u64 bytes;
		const char *want;
	} sizes[] = {
		{ 0, "0B" }, { 512, "512B" }, { 1024, "1K" }, { 1536, "1.5K" },
		{ 21474836480, "20G" }, { 4000787030016, "3.6T" }, { 1000204886016, "931.5G" },
		{ UINT64_MAX, "16E" },
	};

	(void)state;
	for (size_t i = 0; i < DF_COUNT(sizes); i++) {
		char *text = size_human(sizes[i].bytes);

		assert_string_equal(text, sizes[i].want);
		free(text);
	}
}

static void times_are_rfc_3339(void **state)
{
	char *text = time_utc(1700000000LL * 1000000 + 42);

	(void)state;
	assert_string_equal(text, "2023-11-14T22:13:20.000042Z");
	free(text);
	text = time_utc(-1);
	assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
	free(text);
}

static void secrets_are_replaced_everywhere(void **state)
{
	char *text = text_replace(strdup("ZZ1 and ZZ1ZZ1, ZZ"), "ZZ1", "-");

	(void)state;
	assert_string_equal(text, "- and --, ZZ");
	free(text);
}

static void a_set_remembers(void **state)
{
	struct seen set = { 0 };
	char key[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		assert_true(seen_new(&set, key));
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		assert_false(seen_new(&set, key));
	}
	seen_free(&set);
}

static void ties_survive_a_sweep_if_they_are_needed(void **state)
{
	struct ties t = { 0 };

	(void)state;
	for (u64 i = 1; i <= 1000; i++)
		ties_add(&t, i, DF_SPAN("line"));
	for (u64 i = 1; i <= 1000; i += 3)
		ties_mark(&t, i);
	ties_find(&t, 2)->used = true;
	ties_sweep(&t);
	assert_int_equal(t.n, 335);
	for (u64 i = 1; i <= 1000; i++)
		assert_int_equal(!!ties_find(&t, i), i % 3 == 1 || i == 2);
	assert_null(ties_find(&t, 0));
	ties_sweep(&t);
	assert_int_equal(t.n, 1);	/* marks hold for one sweep */
	assert_string_equal(ties_find(&t, 2)->text, "line");
	ties_free(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_bytes_never_pass),
		cmocka_unit_test(good_utf8_passes_and_bad_does_not),
		cmocka_unit_test(escapes_are_unambiguous),
		cmocka_unit_test(sizes_are_as_lsblk_says),
		cmocka_unit_test(times_are_rfc_3339),
		cmocka_unit_test(secrets_are_replaced_everywhere),
		cmocka_unit_test(a_set_remembers),
		cmocka_unit_test(ties_survive_a_sweep_if_they_are_needed),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
