// SPDX-License-Identifier: GPL-2.0
/* What the sieve lets through, and that it changes no answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <diskfault/formats.h>

#include "play.h"
#include "reach.h"
#include "source/blocks.h"
#include "source/file.h"
#include "source/sieve.h"

#define TEXT_SIZE	(64 * 1024)

/* ---- every row of the table ---- */

static const char *const spoken[DF_SPEAKERS] = {
	[DF_BY_SCSI] = "sd 2:0:9:0: [sdk] tag#3 ",
	[DF_BY_HOST] = "scsi host2: ",
	[DF_BY_XFS] = "XFS (dm-3): ",
	[DF_BY_MODULE] = "diskfault: sd 2:0:9:0: [sdk] ",
	[DF_BY_ATA] = "ata7.00: ",
	[DF_BY_NOBODY] = "",
	[DF_BY_NVME] = "nvme nvme0: ",
	[DF_BY_MD] = "md/raid1:md0: ",
	[DF_BY_EXT] = "EXT4-fs ",
	[DF_BY_BTRFS] = "BTRFS ",
	[DF_BY_MEGARAID] = "megaraid_sas 0:2.0: 0 (0) - ",
	[DF_BY_MMC] = "mmcblk0: ",
	[DF_BY_3WARE] = "3w-9xxx: scsi0: AEN: ",
};

/* What a conversion may print at the least. */
static const char *shortest(char conversion)
{
	switch (conversion) {
	case '*':
		return "";
	case 'w': case 'W': case 'O': case 'R': case 's':
		return "x";
	case 'h':
		return "hda";
	case 'n':
		return "?";
	default:
		return "0";
	}
}

static void print_row(struct buf *b, enum df_speaker who, const char *format)
{
	buf_puts(b, spoken[who]);
	for (const char *p = format; *p; p++) {
		if (*p != '%')
			buf_putc(b, *p);
		else
			buf_puts(b, shortest(*++p));
	}
}

static bool lets_through(const struct sieve *v, const char *line)
{
	char text[1024] = { 0 };
	struct sieve_count c = { 0 };
	size_t len = strlen(line);

	assert_true(len + 2 * SIEVE_SLACK < sizeof(text));
	text[SIEVE_SLACK - 1] = '\n';
	memcpy(text + SIEVE_SLACK, line, len);
	return sieve_next(v, text + SIEVE_SLACK, 0, len, &c) < len;
}

static void each_row_passes(void **state)
{
	const struct sieve *v = sieve_of(SIEVE_BEST);

	(void)state;
	for (int who = 0; who < DF_SPEAKERS; who++) {
		assert_non_null(spoken[who]);
		for (size_t i = 0; i < df_formats[who].count; i++) {
			const struct df_format *row = &df_formats[who].rows[i];
			struct buf b = { 0 };

			if (row->kind == DF_IGNORED)
				continue;
			print_row(&b, (enum df_speaker)who, row->text);
			if (!lets_through(v, b.p))
				fail_msg("the sieve drops: %s", b.p);
			buf_free(&b);
		}
	}
}

static void what_is_no_row_passes(void **state)
{
	static const char *const lines[] = {
		"sd 0:0:0:0: [sda] Attached SCSI disk",
		"scsi 1:0:0:0: CD-ROM            QEMU     QEMU DVD-ROM     2.5+ PQ: 0 ANSI: 5",
		"sd 0:0:0:0 (SERIAL=ZZ12345)",
		"Feb 16 06:44:00 h kernel: message repeated 3 times: [ XFS ERROR [sda]]",
		"[  +0.000011] systemd[1]: nothing of interest",
		"[ +12.000011] systemd[1]: nothing of interest",
		"[+112.000011] systemd[1]: nothing of interest",
		"[Apr14 23:53] systemd[1]: nothing of interest",
		"I/O error, dev sdq, somebody else wrote on",
		"blk_update_request: never seen", "nvme nvme0: never seen", "nvme0: never seen",
		"md/raid1:md0: never seen", "md: never seen", "end_request: never seen",
		"print_req_error: never seen", "EXT4-fs error: never seen",
		"BTRFS error: never seen", "device-mapper: never seen", "ata1: never seen",
		"Buffer I/O error: never seen", "lost page write: never seen",
		"scsi0: never seen", "a never seen I/O error",
	};

	(void)state;
	for (size_t i = 0; i < DF_COUNT(lines); i++) {
		/* What is listed with -v has to be found. */
		if (strstr(lines[i], "never seen"))
			assert_true(df_match_disklike(df_span_of(lines[i])));
		if (!lets_through(sieve_of(SIEVE_BEST), lines[i]))
			fail_msg("the sieve drops: %s", lines[i]);
	}
}

static void what_is_of_no_interest_does_not(void **state)
{
	static const char *const lines[] = {
		"Feb 16 06:44:00 h kernel: [ 2062.575202] usb 1-1: new high-speed USB device",
		"[Tue Oct  4 10:14:30 2022] audit: type=1400 audit(1700000000.123:45): apparmor",
		"2024-04-10T10:15:57.163826-07:00 T01 systemd[1]: Started Session 12 of user root.",
	};

	(void)state;
	for (size_t i = 0; i < DF_COUNT(lines); i++)
		if (lets_through(sieve_of(SIEVE_BEST), lines[i]))
			fail_msg("the sieve lets through: %s", lines[i]);
}

/* ---- processors ---- */

static u32 next_random(u32 *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

/* Bytes of literals, whole literals, newlines, blanks and others. */
static void make_text(char *text, size_t len, u32 seed)
{
	static const char *const parts[] = {
		"sd ", "0", "sector", ", dev", "suppressed", "XFS", "\n", "\n ", "\n\t", "\r\n",
		"[  +0", "scsi ", "host", "secto", "\n\n", "Linux", "\xff\x80", "ANSI", ":", " ",
		"the quick brown fox jumps over the lazy dog",
	};
	size_t at = 0;

	while (at < len) {
		const char *part = parts[next_random(&seed) % DF_COUNT(parts)];
		size_t n = strlen(part);

		n = n < len - at ? n : len - at;
		memcpy(text + at, part, n);
		at += n;
	}
}

static void agrees_with_plain(enum sieve_kind kind, const char *what)
{
	const struct sieve *plain = sieve_of(SIEVE_PLAIN), *vectors = sieve_of(kind);
	char *memory = calloc(1, TEXT_SIZE + 2 * SIEVE_SLACK), *text = memory + SIEVE_SLACK;

	if (!vectors) {
		free(memory);
		print_message("this processor has no %s\n", what);
		skip();
	}
	for (u32 seed = 1; seed <= 20; seed++) {
		size_t len = TEXT_SIZE - seed;

		make_text(text, len, seed);
		for (size_t at = 0, next; at < len; at = next + 1) {
			struct sieve_count a = { 0 }, b = { 0 };

			next = sieve_next(plain, text, at, len, &a);
			assert_int_equal(sieve_next(vectors, text, at, len, &b), next);
			assert_int_equal(a.lines, b.lines);
			assert_int_equal(a.records, b.records);
		}
	}
	free(memory);
}

static void avx2_agrees(void **state)
{
	(void)state;
	agrees_with_plain(SIEVE_AVX2, "AVX2");
}

static void avx512_agrees(void **state)
{
	(void)state;
	agrees_with_plain(SIEVE_AVX512, "AVX-512");
}

/* ---- no answer changes ---- */

static void add_finding(struct buf *b, const struct finding *f)
{
	buf_printf(b, "%s %s %s %d", f->host ? f->host : "-", f->serial ? f->serial : "-",
		   f->names.n ? f->names.p[0] : "-", (int)f->cause);
	for (int i = 0; i < DF_CLASSES; i++)
		buf_printf(b, " %llu", (unsigned long long)f->faults[i]);
	buf_printf(b, " %llu %llu", (unsigned long long)f->first.record.value,
		   (unsigned long long)f->last.record.value);
	for (size_t i = 0; i < f->n_evidence; i++)
		buf_printf(b, " %llu", (unsigned long long)f->evidence[i].line.value);
	buf_putc(b, '\n');
}

static char *answer(const char *path, const struct play_how *how)
{
	struct scan_how chains = { .chains = true };
	struct scan *s = scan_new(&chains);
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct played played;
	struct bytes in;
	struct buf b = { 0 };

	assert_int_equal(bytes_open(&in, path, &t), 0);
	scan_source(s, path, how->from ? SCAN_BYTES : SCAN_LINES);
	assert_int_equal(play(s, &in, how, &played, &t), 0);
	bytes_close(&in);
	scan_finish(s);
	scan_findings(s, &found);
	buf_printf(&b, "%llu records\n", (unsigned long long)found.log.read.value);
	for (size_t i = 0; i < found.n; i++)
		add_finding(&b, &found.p[i]);
	findings_free(&found);
	scan_free(s);
	return buf_take(&b);
}

static void add_noise(FILE *to, u32 *seed, u64 bytes)
{
	static const char filler[] = "systemd[1]: Started Session 12 of user root, as nobody asked";

	for (u64 n = 0; n < bytes; n += 60)
		fprintf(to, "%.*s\n", 40 + (int)(next_random(seed) % 20), filler);
}

static void add_file(FILE *to, const char *path)
{
	FILE *from = fopen(path, "r");
	char part[4096];
	size_t n;

	assert_non_null(from);
	while ((n = fread(part, 1, sizeof(part), from)) > 0)
		fwrite(part, 1, n, to);
	fclose(from);
	fputc('\n', to);
}

/* All logs of the corpus, where blocks begin and end and in the middle of them. */
static void make_log(const char *path, u32 seed, bool noise)
{
	FILE *to = fopen(path, "w");
	glob_t logs;

	assert_non_null(to);
	assert_int_equal(glob("tests/corpus/*.log", 0, NULL, &logs), 0);
	for (size_t i = 0; i < logs.gl_pathc; i++) {
		if (noise)
			add_noise(to, &seed, next_random(&seed) % (BLOCK_SIZE / 8));
		add_file(to, logs.gl_pathv[i]);
	}
	globfree(&logs);
	fclose(to);
}

/* What is noted when all of it is looked at from its end. */
static void take_notes(const char *path, struct notes *notes)
{
	struct scan_window all = { .has_since = true, .since_us = INT64_MIN };
	struct reach *r = reach_new(&all, 0);
	struct trouble t = { 0 };
	struct bytes in;
	u64 from;

	assert_int_equal(bytes_open(&in, path, &t), 0);
	assert_int_equal(reach_into(r, &in, &from, notes), 0);
	assert_int_equal(from, 0);
	assert_true(notes_hold(notes, &in) || !in.size);
	bytes_close(&in);
	reach_free(r);
}

/* Where a record begins, behind so many bytes. */
static u64 record_behind(const char *path, u64 at)
{
	FILE *from = fopen(path, "r");
	int c = 0, before = 0;

	assert_non_null(from);
	assert_int_equal(fseek(from, (long)at, SEEK_SET), 0);
	while (c != EOF && (before != '\n' || c == ' ' || c == '\t' || c == '\n')) {
		before = c;
		c = fgetc(from);
	}
	at = c == EOF ? 0 : (u64)ftell(from) - 1;
	fclose(from);
	return at;
}

/* With notes the answer from @from on must be what it is without. */
static void assert_same_noted(const char *path, const struct notes *notes, u64 from)
{
	struct play_how how = { .from = from };
	char *want = answer(path, &how), *got;

	how.notes = notes;
	got = answer(path, &how);
	assert_string_equal(got, want);
	free(got);
	free(want);
}

/* From several places on: what was noted from the end must give the same. */
static void compare_noted(const char *path)
{
	struct notes notes = { 0 };

	take_notes(path, &notes);
	for (int i = 0; i < 4; i++)
		assert_same_noted(path, &notes,
				  record_behind(path, (u64)i * BLOCK_SIZE * 3 / 4));
	notes_free(&notes);
}

/* One log in all ways must give what the plainest way gives. */
static void compare(const char *path)
{
	static const struct play_how hows[] = {
		{ .sieve = SIEVE_PLAIN, .threads = 1 }, { .sieve = SIEVE_BEST, .threads = 1 },
		{ .sieve = SIEVE_BEST, .threads = 2 }, { .sieve = SIEVE_BEST, .threads = 4 },
		{ .sieve = SIEVE_BEST, .threads = 2, .every = true }, { .sieve = SIEVE_BEST },
	};
	char *want = answer(path, &(struct play_how){ .sieve = SIEVE_PLAIN, .threads = 1,
						      .every = true });

	for (size_t i = 0; i < DF_COUNT(hows); i++) {
		char *got = answer(path, &hows[i]);

		assert_string_equal(got, want);
		free(got);
	}
	free(want);
}

static void no_answer_changes(void **state)
{
	char path[] = "/tmp/diskfault.XXXXXX";
	int fd = mkstemp(path);
	glob_t logs;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(glob("tests/corpus/*.log", 0, NULL, &logs), 0);
	for (size_t i = 0; i < logs.gl_pathc; i++) {
		compare(logs.gl_pathv[i]);
		compare_noted(logs.gl_pathv[i]);
	}
	globfree(&logs);
	for (u32 seed = 1; seed <= 6; seed++) {
		make_log(path, seed, seed > 1);
		compare(path);
		compare_noted(path);
	}
	unlink(path);
}

/* A file that was written to since it was noted is read as it is. */
static void what_has_grown_is_read_anew(void **state)
{
	char path[] = "/tmp/diskfault.XXXXXX";
	struct notes notes = { 0 };
	int fd = mkstemp(path);
	FILE *to;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	make_log(path, 7, true);
	take_notes(path, &notes);
	to = fopen(path, "a");
	assert_non_null(to);
	fputs("<3>[ 9000.0] sd 2:0:9:0: [sdk] tag#3 FAILED Result: hostbyte=DID_OK\n", to);
	fclose(to);
	assert_same_noted(path, &notes, 0);
	notes_free(&notes);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_passes),
		cmocka_unit_test(what_is_no_row_passes),
		cmocka_unit_test(what_is_of_no_interest_does_not),
		cmocka_unit_test(avx2_agrees),
		cmocka_unit_test(avx512_agrees),
		cmocka_unit_test(no_answer_changes),
		cmocka_unit_test(what_has_grown_is_read_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
