// SPDX-License-Identifier: GPL-2.0
/* Prefixes of the kernel's own making, and what only looks like one. */
#include "fixture.h"

static struct df_record parsed(const char *line)
{
	struct df_record r = { 0 };

	df_line_parse(&r, df_span_of(line));
	return r;
}

static bool says(struct df_span s, const char *text)
{
	return df_span_equal(s, df_span_of(text));
}

static void all_prefixes_are_optional(void **state)
{
	struct df_record r = parsed("XFS ERROR [sda]");

	(void)state;
	assert_int_equal(r.flags, 0);
	assert_true(says(r.text, "XFS ERROR [sda]"));
}

static void ring_records_give_level_facility_and_time(void **state)
{
	struct df_record r = parsed("<14>[ 2062.575202] XFS (loop0): Unmount and run xfs_repair\n");

	(void)state;
	assert_int_equal(r.flags, DF_REC_LEVEL | DF_REC_FACILITY | DF_REC_MONO);
	assert_int_equal(r.facility, 1);
	assert_int_equal(r.level, DF_LEVEL_INFO);
	assert_true(r.time_us == 2062575202ULL);
	assert_true(says(r.text, "XFS (loop0): Unmount and run xfs_repair"));
}

static void callers_are_taken_off(void **state)
{
	struct df_record r = parsed("<1>[29331.182700][ T7490] XFS (dm-2): log I/O error -5");

	(void)state;
	assert_true(says(r.text, "XFS (dm-2): log I/O error -5"));
	r = parsed("[   12.100000][    C3] x");
	assert_true(says(r.text, "x"));
}

static void dmesg_x_gives_level_in_words(void **state)
{
	struct df_record r = parsed("kern  :alert : [ 2062.575202] XFS (loop0): y ");

	(void)state;
	assert_int_equal(r.facility, DF_FACILITY_KERN);
	assert_int_equal(r.level, DF_LEVEL_ALERT);
	assert_true(r.flags & DF_REC_MONO);
	assert_true(says(r.text, "XFS (loop0): y"));
	r = parsed("authpriv:err   : [    1.000000] z");
	assert_int_equal(r.facility, 10);
	assert_int_equal(r.level, DF_LEVEL_ERR);
	r = parsed("user  :warn  : z");
	assert_int_equal(r.facility, 1);
	assert_true(says(r.text, "z"));
}

static void further_lines_stay_apart(void **state)
{
	struct df_record r = parsed("<3>[   12.000001] tmpfs: Unknown parameter 'a\n"
				    "<3>[   12.000001] XFS (sda1): log I/O error -5\n"
				    "<3>[   12.000001] b'\n");
	struct df_span text;

	(void)state;
	assert_true(says(r.text, "tmpfs: Unknown parameter 'a"));
	assert_true(df_line_more(&r.more, &text));
	assert_true(says(text, "XFS (sda1): log I/O error -5"));
	assert_true(df_line_more(&r.more, &text));
	assert_true(says(text, "b'"));
	assert_false(df_line_more(&r.more, &text));
}

static void a_blank_at_the_start_means_something(void **state)
{
	(void)state;
	assert_true(says(parsed("[    1.000000]  sda: sda1").text, " sda: sda1"));
}

static void what_only_looks_like_a_prefix_stays(void **state)
{
	static const char *const lines[] = {
		"<x> a", "<99999999999> a", "[12.5] a", "[1.1234567] a", "[ T12] a",
		"[99999999999999999.000000] a", "kern a", "kern:nothing: a", "<", "[", "",
	};
	size_t i;

	(void)state;
	for (i = 0; i < DF_COUNT(lines); i++) {
		struct df_record r = parsed(lines[i]);

		assert_int_equal(r.flags, 0);
		assert_true(says(r.text, lines[i]));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_prefixes_are_optional),
		cmocka_unit_test(ring_records_give_level_facility_and_time),
		cmocka_unit_test(callers_are_taken_off),
		cmocka_unit_test(dmesg_x_gives_level_in_words),
		cmocka_unit_test(further_lines_stay_apart),
		cmocka_unit_test(a_blank_at_the_start_means_something),
		cmocka_unit_test(what_only_looks_like_a_prefix_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
