// SPDX-License-Identifier: GPL-2.0
/* Reading backwards, and the two coroutines of chase. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "chase.h"
#include "source/lines.h"

static char path[64];

static int make_file(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/diskfault-unit.XXXXXX");
	fd = mkstemp(path);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void write_file(const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static void assert_span(struct df_span s, const char *want)
{
	assert_int_equal(s.len, strlen(want));
	assert_memory_equal(s.p, want, s.len);
}

static void open_backward(struct backward *b)
{
	struct trouble t = { 0 };

	assert_int_equal(backward_open(b, path, &t), 0);
}

/* ---- lines from the last to the first ---- */

static void lines_come_from_the_last_to_the_first(void **state)
{
	struct backward b;
	struct df_span line;
	u64 lines;

	(void)state;
	write_file("one\ntwo\r\n\nfour", 14);
	open_backward(&b);
	assert_int_equal(backward_count(&b, &lines), 0);
	assert_int_equal(lines, 4);
	assert_int_equal(backward_line(&b, &line), 1);
	assert_span(line, "four");
	assert_int_equal(backward_line(&b, &line), 1);
	assert_span(line, "");
	assert_int_equal(backward_line(&b, &line), 1);
	assert_span(line, "two");
	assert_int_equal(backward_line(&b, &line), 1);
	assert_span(line, "one");
	assert_int_equal(backward_line(&b, &line), 0);
	assert_int_equal(backward_line(&b, &line), 0);
	backward_close(&b);
}

static void an_empty_file_has_no_line_and_a_newline_is_one(void **state)
{
	struct backward b;
	struct df_span line;

	(void)state;
	write_file("", 0);
	open_backward(&b);
	assert_int_equal(backward_line(&b, &line), 0);
	backward_close(&b);
	write_file("\n", 1);
	open_backward(&b);
	assert_int_equal(backward_line(&b, &line), 1);
	assert_int_equal(line.len, 0);
	assert_int_equal(backward_line(&b, &line), 0);
	backward_close(&b);
}

/* The same lines as a reader that has it all in memory, whatever their length. */
static void lines_cross_blocks(void **state)
{
	enum { SIZE = 1500000 };
	char *bytes = malloc(SIZE);
	struct backward b;
	struct df_span line;
	size_t end = SIZE - 1;
	unsigned int seed = 1;

	(void)state;
	memset(bytes, 'x', SIZE);
	for (size_t at = 0; at < SIZE; at += seed % 100000) {
		bytes[at] = '\n';
		seed = seed * 1103515245 + 12345;
		seed = (seed >> 4 & 7) ? seed >> 8 : 1 + (seed >> 8) % 7;
		seed += !(seed % 100000);
	}
	bytes[SIZE - 1] = '\n';
	write_file(bytes, SIZE);
	open_backward(&b);
	while (backward_line(&b, &line) > 0) {
		size_t start = end;
		size_t len;

		while (start && bytes[start - 1] != '\n')
			start--;
		len = end - start;
		assert_int_equal(line.len, len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES);
		assert_memory_equal(line.p, bytes + start, line.len);
		if (!start)
			end = SIZE;
		else
			end = start - 1;
	}
	assert_int_equal(end, SIZE);
	backward_close(&b);
	free(bytes);
}

static void a_file_that_was_cut_is_an_error(void **state)
{
	struct backward b;
	struct df_span line;

	(void)state;
	write_file("one\ntwo\n", 8);
	open_backward(&b);
	write_file("o", 1);
	assert_int_equal(backward_line(&b, &line), -EIO);
	backward_close(&b);
}

/* ---- records forwards ---- */

static void a_record_is_a_line_and_the_indented_ones_below(void **state)
{
	struct trouble t = { 0 };
	struct raw_record rec;
	struct lines l;

	(void)state;
	write_file(" orphan\none\n two\n\tthree\nfour\n\nfive", 34);
	assert_int_equal(lines_open(&l, path, &t), 0);
	assert_true(lines_next(&l, &rec));
	assert_span(rec.bytes, " orphan");
	assert_int_equal(rec.line, 1);
	assert_true(lines_next(&l, &rec));
	assert_span(rec.bytes, "one\n two\n\tthree");
	assert_int_equal(rec.line, 2);
	assert_true(lines_next(&l, &rec));
	assert_span(rec.bytes, "four");
	assert_int_equal(rec.line, 5);
	assert_true(lines_next(&l, &rec));
	assert_int_equal(rec.bytes.len, 0);
	assert_true(lines_next(&l, &rec));
	assert_span(rec.bytes, "five");
	assert_int_equal(rec.line, 7);
	assert_false(lines_next(&l, &rec));
	assert_null(l.bytes.why.text);
	lines_close(&l);
}

static void a_long_line_is_cut_and_the_next_is_whole(void **state)
{
	enum { LONG = 700000 };
	char *bytes = malloc(LONG + 6);
	struct trouble t = { 0 };
	struct raw_record rec;
	struct lines l;

	(void)state;
	memset(bytes, 'x', LONG);
	memcpy(bytes + LONG, "\nnext\n", 6);
	write_file(bytes, LONG + 6);
	assert_int_equal(lines_open(&l, path, &t), 0);
	assert_true(lines_next(&l, &rec));
	assert_true(rec.cut);
	assert_int_equal(rec.bytes.len, LINE_MAX_BYTES);
	assert_true(lines_next(&l, &rec));
	assert_false(rec.cut);
	assert_span(rec.bytes, "next");
	assert_int_equal(rec.line, 2);
	assert_false(lines_next(&l, &rec));
	lines_close(&l);
	free(bytes);
}

/* ---- the searcher: finds, and is told what ---- */

static struct pattern *pattern(const char *source)
{
	struct trouble t = { 0 };
	struct pattern *p = pattern_new(df_span_of(source), df_span_of(source), &t);

	assert_non_null(p);
	return p;
}

static void the_searcher_is_sent_what_to_look_for(void **state)
{
	struct pattern *a = pattern("a(\\d)"), *b = pattern("b(\\d)");
	struct backward lines;
	struct searcher s = { .lines = &lines, .want = a };

	(void)state;
	write_file("b1\na2\nb3\na4\nxa5\n", 16);
	open_backward(&lines);
	/* it cannot be sent anything before it waits */
	assert_int_equal(co_send(match_regex, &s, b), -EINVAL);
	assert_int_equal(co_next(match_regex, &s), CO_YIELDED);
	assert_span(s.out, "4");
	assert_int_equal(co_send(match_regex, &s, b), CO_YIELDED);
	assert_span(s.out, "3");
	assert_int_equal(co_send(match_regex, &s, b), CO_YIELDED);
	assert_span(s.out, "1");
	assert_int_equal(co_send(match_regex, &s, a), CO_DONE);
	assert_int_equal(co_send(match_regex, &s, a), CO_DONE);
	backward_close(&lines);
	pattern_free(a);
	pattern_free(b);
}

static void the_searcher_can_be_thrown_into_and_closed(void **state)
{
	struct pattern *a = pattern("(a)");
	struct backward lines;
	struct searcher s = { .lines = &lines, .want = a };

	(void)state;
	write_file("a\na\n", 4);
	open_backward(&lines);
	assert_int_equal(co_next(match_regex, &s), CO_YIELDED);
	assert_int_equal(co_throw(match_regex, &s, -EINTR), -EINTR);
	assert_int_equal(co_next(match_regex, &s), CO_DONE);
	s = (struct searcher){ .lines = &lines, .want = a };
	assert_int_equal(co_next(match_regex, &s), CO_YIELDED);
	co_close(match_regex, &s);
	assert_true(co_finished(&s.co));
	backward_close(&lines);
	pattern_free(a);
}

/* ---- and the one that tells it ---- */

static void chains_end_where_the_file_does(void **state)
{
	const struct df_span exprs[] = {
		DF_SPAN("error (\\S+)"), DF_SPAN("(\\d+) {}"),
		DF_SPAN("{} is (\\w+)"),
	};
	static const char log[] = "7 is SEVEN\n7 [x]\nerror [x]\n8 [y]\nerror [y]\nerror [x]\n";
	struct trouble t = { 0 };
	struct backward lines;
	struct chaser c;

	(void)state;
	write_file(log, sizeof(log) - 1);
	assert_int_equal(chaser_init(&c, &lines, exprs, DF_COUNT(exprs), &t), 0);
	open_backward(&lines);
	/* the search for [x] passes over the error of [y] and over its own first */
	assert_int_equal(co_next(get_chains, &c), CO_YIELDED);
	assert_span(c.out, "SEVEN");
	assert_int_equal(co_next(get_chains, &c), CO_DONE);
	assert_true(co_finished(&c.find.co));
	chaser_free(&c);
	backward_close(&lines);
}

static void closing_the_one_closes_the_other(void **state)
{
	const struct df_span exprs[] = { DF_SPAN("(.)") };
	struct trouble t = { 0 };
	struct backward lines;
	struct chaser c;

	(void)state;
	write_file("a\nb\n", 4);
	assert_int_equal(chaser_init(&c, &lines, exprs, 1, &t), 0);
	open_backward(&lines);
	assert_int_equal(co_next(get_chains, &c), CO_YIELDED);
	co_close(get_chains, &c);
	assert_true(co_finished(&c.find.co));
	assert_int_equal(co_next(get_chains, &c), CO_DONE);
	chaser_free(&c);
	backward_close(&lines);
}

/* As re.escape() of Python writes it. */
static void what_was_found_is_escaped(void **state)
{
	struct buf b = { 0 };

	(void)state;
	pattern_escape(&b, DF_SPAN("[sda] a+b.c-d_e%\"',/:;<=>@`!\t"));
	assert_string_equal(b.p, "\\[sda\\]\\ a\\+b\\.c\\-d_e%\"',/:;<=>@`!\\\t");
	buf_free(&b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_from_the_last_to_the_first),
		cmocka_unit_test(an_empty_file_has_no_line_and_a_newline_is_one),
		cmocka_unit_test(lines_cross_blocks),
		cmocka_unit_test(a_file_that_was_cut_is_an_error),
		cmocka_unit_test(a_record_is_a_line_and_the_indented_ones_below),
		cmocka_unit_test(a_long_line_is_cut_and_the_next_is_whole),
		cmocka_unit_test(the_searcher_is_sent_what_to_look_for),
		cmocka_unit_test(the_searcher_can_be_thrown_into_and_closed),
		cmocka_unit_test(chains_end_where_the_file_does),
		cmocka_unit_test(closing_the_one_closes_the_other),
		cmocka_unit_test(what_was_found_is_escaped),
	};

	return cmocka_run_group_tests_name("chase", tests, make_file, remove_file);
}
