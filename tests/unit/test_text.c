// SPDX-License-Identifier: GPL-2.0
/* Spans: numbers at their limits, copies that never overrun or split an escape. */
#include "fixture.h"

static u64 dec(const char *text, bool *ok)
{
	struct df_span s = df_span_of(text);
	u64 v = 0;

	*ok = df_take_dec(&s, &v);
	return v;
}

static void decimal_numbers_end_where_64_bits_do(void **state)
{
	bool ok;

	(void)state;
	assert_int_equal(dec("0", &ok), 0);
	assert_true(ok);
	assert_true(dec("18446744073709551615", &ok) == UINT64_MAX && ok);
	dec("18446744073709551616", &ok);
	assert_false(ok);
	dec("99999999999999999999999999999", &ok);
	assert_false(ok);
	dec("", &ok);
	assert_false(ok);
	dec("-1", &ok);
	assert_false(ok);
}

static void hexadecimal_numbers_end_where_64_bits_do(void **state)
{
	struct df_span s = DF_SPAN("ffffffffffffffff "), t = DF_SPAN("10000000000000000");
	u64 v;

	(void)state;
	assert_true(df_take_hex(&s, &v));
	assert_true(v == UINT64_MAX);
	assert_int_equal(s.len, 1);
	assert_false(df_take_hex(&t, &v));
}

static void numbers_are_written_without_division(void **state)
{
	char text[24];

	(void)state;
	assert_int_equal(df_text_dec(text, 0), 1);
	assert_string_equal(text, "0");
	assert_int_equal(df_text_dec(text, UINT64_MAX), 20);
	assert_string_equal(text, "18446744073709551615");
	df_text_dec(text, 1000010);
	assert_string_equal(text, "1000010");
}

static void copies_show_every_byte_and_split_no_escape(void **state)
{
	char to[12];

	(void)state;
	assert_true(df_text_copy(to, sizeof(to), DF_SPAN("a\x1b[m")));
	assert_string_equal(to, "a\\x1b[m");
	assert_false(df_text_copy(to, sizeof(to), DF_SPAN("12345678\xff")));
	assert_string_equal(to, "12345678");
	assert_true(df_text_copy(to, sizeof(to), DF_SPAN("1234567\\")));
	assert_string_equal(to, "1234567\\x5c");
	assert_false(df_text_copy(to, 1, DF_SPAN("x")));
	assert_string_equal(to, "");
}

static void finding_looks_no_further_than_the_end(void **state)
{
	struct df_span s = { "abcabd", 5 };

	(void)state;
	assert_int_equal(df_span_find(s, DF_SPAN("abd")), 5);
	assert_int_equal(df_span_find(s, DF_SPAN("ab")), 0);
	assert_int_equal(df_span_find(df_span_from(s, 1), DF_SPAN("ab")), 2);
	assert_int_equal(df_span_find((struct df_span){ "", 0 }, DF_SPAN("x")), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimal_numbers_end_where_64_bits_do),
		cmocka_unit_test(hexadecimal_numbers_end_where_64_bits_do),
		cmocka_unit_test(numbers_are_written_without_division),
		cmocka_unit_test(copies_show_every_byte_and_split_no_escape),
		cmocka_unit_test(finding_looks_no_further_than_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
