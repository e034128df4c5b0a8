// SPDX-License-Identifier: GPL-2.0
/* What is taken off the front of a line, and what it tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "source/prefix.h"

#define TEXT		"XFS (sdb1): log I/O error -5"
#define NEWEST		1700000000	/* 2023-11-14T22:13:20Z */
#define SECOND		1000000LL

enum {
	NO = 0,
	MONO = DF_REC_MONO,
	WALL = DF_REC_WALL,
	KERN = DF_REC_LEVEL | DF_REC_FACILITY,
	SURE = DF_REC_VERIFIED,
};

static const struct {
	const char *prefix;
	const char *host;
	u32 flags;
	u64 time_us;
	s64 wall_us;
	u8 level;
} forms[] = {
	{ "", "", NO, 0, 0, 0 },
	{ "kernel: ", "", NO, 0, 0, 0 },
	{ "[ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "\xef\xbb\xbf[ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "17:[ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "    17\t[ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "| [ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "[29331.182700][ T7490] ", "", MONO | SURE, 29331182700, 0, 0 },
	{ "<1>[ 1989.773560] ", "", MONO | KERN | SURE, 1989773560, 0, 1 },
	{ "kern  :alert : [ 2062.575202] ", "", MONO | KERN | SURE, 2062575202, 0, 1 },
	{ "[Tue Oct  4 10:14:30 2022] ", "", WALL | SURE, 0, 1664878470 * SECOND, 0 },
	{ "[Tue Oct  4 10:14:30 2022] [ T7490] ", "", WALL | SURE, 0, 1664878470 * SECOND, 0 },
	{ "[  +0.000042] [Tue Oct  4 10:14:30 2022] [T7490] ", "", WALL | SURE, 0,
	  1664878470 * SECOND, 0 },
	{ "kern  :alert : [Oct04 10:14] [Tue Oct  4 10:14:30 2022] [   C3] ", "",
	  WALL | KERN | SURE, 0, 1664878470 * SECOND, 1 },
	{ "2023-11-14T22:13:20,656821+00:00 [ T7490] ", "", WALL | SURE, 0,
	  1700000000 * SECOND + 656821, 0 },
	{ "2023-11-14T22:13:20,656821+00:00 ", "", WALL | SURE, 0,
	  1700000000 * SECOND + 656821, 0 },
	{ "2023-11-14 22:13:20,656: ", "", WALL, 0, 1700000000 * SECOND + 656000, 0 },
	{ "2023-11-14 22:13:20,656 ", "", WALL, 0, 1700000000 * SECOND + 656000, 0 },
	{ "[ 2882.656821 <    0.147717>] ", "", MONO | SURE, 2882656821, 0, 0 },
	{ "[ 2882.656821 <    0.147717 >] vm kernel: ", "vm", MONO, 2882656821, 0, 0 },
	{ "[ 2882.656821] vm kernel: ", "vm", MONO, 2882656821, 0, 0 },
	{ "[ 2882.656821] kernel: ", "", MONO, 2882656821, 0, 0 },
	{ "Nov 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "Nov  4 22:13:20.070015 vm kernel: ", "vm", WALL, 0, 1699136000 * SECOND + 70015, 0 },
	/* not yet this year, so it was the year before */
	{ "Dec 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1671056000 * SECOND, 0 },
	{ "Nov 14 22:13:20 vm kernel: [171728.061565] ", "vm", WALL | MONO | SURE, 171728061565,
	  1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 vm kernel:  [171728.061565] ", "vm", WALL | MONO | SURE, 171728061565,
	  1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 vm  kernel: [171728.061565] ", "vm", WALL | MONO | SURE, 171728061565,
	  1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 vm kernel: : ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 192.168.0.201 ", "192.168.0.201", WALL, 0, 1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 ", "", WALL, 0, 1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 box kern.alert kernel: ", "box", WALL | KERN, 0,
	  1700000000 * SECOND, 1 },
	{ "2023-11-14T22:13:20+0000 vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "2023-11-14T15:13:20.163826-07:00 T01 kernel: [25523.801864] ", "T01",
	  WALL | MONO | SURE, 25523801864, 1700000000 * SECOND + 163826, 0 },
	{ "<1>1 2023-11-14T22:13:20Z T01 kernel - - - [25523.801864] ", "T01",
	  WALL | MONO | KERN | SURE, 25523801864, 1700000000 * SECOND, 1 },
	{ "<1>1 2023-11-14T22:13:20Z T01 kernel - - -  [25523.801864] ", "T01",
	  WALL | MONO | KERN | SURE, 25523801864, 1700000000 * SECOND, 1 },
	/* in the language of the user */
	{ "[Di Nov 14 22:13:20 2023] ", "", WALL | SURE, 0, 1700000000 * SECOND, 0 },
	{ "[mar. nov. 14 22:13:20 2023] ", "", WALL | SURE, 0, 1700000000 * SECOND, 0 },
	{ "[二 11月 14 22:13:20 2023] ", "", WALL | SURE, 0, 1700000000 * SECOND, 0 },
	{ "[Вт ноя 14 22:13:20 2023] ", "", WALL | SURE, 0, 1700000000 * SECOND, 0 },
	{ "[ti. mai  9 22:13:20 2023] ", "", WALL | SURE, 0, 1683670400 * SECOND, 0 },
	{ "Okt  4 22:13:20 vm kernel: ", "vm", WALL, 0, 1696457600 * SECOND, 0 },
	{ "déc. 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1671056000 * SECOND, 0 },
	{ "Şub 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1676412800 * SECOND, 0 },
	{ "11月 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	/* in one that is not known here: its day is not either */
	{ "ستمبر 10 22:13:20 vm kernel: ", "vm", NO, 0, 0, 0 },
	{ "[جمعرات ستمبر 10 22:13:20 2023] ", "", SURE, 0, 0, 0 },
	/* columns of a log viewer; halves of days are America's, and so is the month in front */
	{ "11/14/2023 10:13:20 PM\tvm\tkernel\t[25523.801864] ", "vm", WALL | MONO | SURE,
	  25523801864, 1700000000 * SECOND, 0 },
	{ "11/04/23 12:13:20 AM    vm    kernel    ", "vm", WALL, 0, 1699056800 * SECOND, 0 },
	{ "04/11/23 22:13:20\tvm\tkernel\t", "vm", WALL, 0, 1699136000 * SECOND, 0 },
	{ "11/14/23 22:13:20\tvm\tkernel\t", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	/* what a page or a forum puts around a log */
	{ "<pre>[ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "<div class=\"log\"><pre>vm kernel: ", "vm", NO, 0, 0, 0 },
	{ "[CODE][ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "[FONT=\"Courier New\"][ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "<pre>&gt; &gt; [ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "&lt;1&gt;[&nbsp;2062.575202]&#32;", "", MONO | KERN | SURE, 2062575202, 0, 1 },
	/* a blank that a collector has put behind its tag */
	{ "Nov 14 22:13:20 vm kernel:  ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	/* lists, and what else Markdown puts before a message */
	{ "- [ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "* **[ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "12. `Nov 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "3) 2023-11-14T22:13:20Z vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "```", "", NO, 0, 0, 0 },
	{ "> - [ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	/* events of Kubernetes */
	{ "Warning  IOError  2m11s  kernel-monitor, vm  ", "vm", NO, 0, 0, 0 },
	{ "Normal  Disk  9s (x3 over 30m)   kernel-monitor   ", "", NO, 0, 0, 0 },
	{ "95s   Warning   IOError   node/vm   ", "vm", NO, 0, 0, 0 },
	{ "3d4h  Warning  IOError  node/vm  kernel-monitor, vm  ", "vm", NO, 0, 0, 0 },
	/* without a date, and with what grep has put in its place */
	{ "vm kernel: [25523.801864] ", "vm", MONO | SURE, 25523801864, 0, 0 },
	{ "syslog.4:vm kernel: [25523.801864] ", "vm", MONO | SURE, 25523801864, 0, 0 },
	{ "vm kernel: ", "vm", NO, 0, 0, 0 },
	{ "22:13:20 ", "", NO, 0, 0, 0 },
	{ "22:13:20+11:00 kernel: ", "", NO, 0, 0, 0 },
	/* without a host: the tag of metalog, and what syslog says in words */
	{ "Nov 14 22:13:20 [kernel] [25523.801864][ T1018] ", "", WALL | MONO | SURE, 25523801864,
	  1700000000 * SECOND, 0 },
	{ "2023-11-14T22:13:20.5000 alert kern kernel  [25523.801864] ", "",
	  WALL | MONO | KERN | SURE, 25523801864, 1700000000 * SECOND + 500000, 1 },
	/* processor and task; a user may choose the name of a task */
	{ "[    5.032358] <0>.(0)[165:mmcqd/0]", "", MONO, 5032358, 0, 0 },
	{ "[    5.032358]  (3)[165:init]", "", MONO, 5032358, 0, 0 },
	{ "[    5.032358] [0:      swapper/0:    1] ", "", MONO, 5032358, 0, 0 },
	{ "[    5.032358]  [3:  kworker/u8:0:  123] ", "", MONO, 5032358, 0, 0 },
	{ "[    5.032358] I[0:swapper/0:    1] ", "", MONO, 5032358, 0, 0 },
	{ "<3>[    5.032358,1][pid:165,cpu1,mmcqd/0]", "", MONO | KERN, 5032358, 0, 3 },
	{ "[    5.032358s][pid:165,cpu1,mmcqd/0]", "", MONO, 5032358, 0, 0 },
	/* the processor alone, in the stamp or behind it */
	{ "[    5.032358@0] ", "", MONO | SURE, 5032358, 0, 0 },
	{ "[    5.032358,0] ", "", MONO | SURE, 5032358, 0, 0 },
	{ "[    5.032358] [c0] ", "", MONO, 5032358, 0, 0 },
	{ "Nov 14 22:13:20 vm kernel: [    5.032358@1] ", "vm", WALL | MONO | SURE, 5032358,
	  1700000000 * SECOND, 0 },
	/* the message before had no newline; anybody might have written that */
	{ "[25523.801864]  <6>", "", MONO, 25523801864, 0, 0 },
	{ "<1>Nov 14 22:13:20 vm kernel: ", "vm", WALL | KERN, 0, 1700000000 * SECOND, 1 },
	{ "<0.1> 2023-11-14 22:13:20 vm kernel - - - [127181.795181] ", "vm",
	  WALL | MONO | KERN | SURE, 127181795181, 1700000000 * SECOND, 1 },
	{ "1700000000.070015 vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND + 70015, 0 },
	{ "Tue 2023-11-14 22:13:20 UTC vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "Nov 14 22:13:20 vm vmunix: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	/* a year, wherever it stands */
	{ "2022 Dec 14 22:13:20 vm kernel: ", "vm", WALL, 0, 1671056000 * SECOND, 0 },
	{ "Dec 14 2022 22:13:20 vm kernel: ", "vm", WALL, 0, 1671056000 * SECOND, 0 },
	{ "Dec 14 22:13:20 2022 vm kernel: ", "vm", WALL, 0, 1671056000 * SECOND, 0 },
	{ "2023/11/14 22:13:20 vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "[2023-11-14 22:13:20] ", "", WALL, 0, 1700000000 * SECOND, 0 },
	{ "[2023-11-14T22:13:20.5Z] [ 2062.575202] ", "", WALL | MONO | SURE, 2062575202,
	  1700000000 * SECOND + 500000, 0 },
	{ "[2023-11-14 22:13:20] vm kernel: ", "vm", WALL, 0, 1700000000 * SECOND, 0 },
	{ "\033[32m[ 2062.575202] \033[0m", "", MONO | SURE, 2062575202, 0, 0 },
	{ "10.5.0.11: kern:   alert: [2023-11-14T22:13:20.5Z]: ", "10.5.0.11",
	  WALL | KERN | SURE, 0, 1700000000 * SECOND + 500000, 1 },
	{ "2023-11-14T22:13:20.994761180Z stdout F [ 2062.575202] ", "", WALL | MONO | SURE,
	  2062575202, 1700000000 * SECOND + 994761, 0 },
	{ "2023-11-14 22:13:20.916000+00:00  kern  :alert : [   12.300000] ", "",
	  WALL | MONO | KERN | SURE, 12300000, 1700000000 * SECOND + 916000, 1 },
	{ ">>> > [ 2062.575202] ", "", MONO | SURE, 2062575202, 0, 0 },
	{ "1,1239,9436467326,-;", "", MONO | KERN | SURE, 9436467326, 0, 1 },
	{ "1,1239,9436467326,-,caller=T12;", "", MONO | KERN | SURE, 9436467326, 0, 1 },
	{ "6.12.107,1,1239,9436467326,-;", "", MONO | KERN | SURE, 9436467326, 0, 1 },
};

static void assert_span(struct df_span s, const char *want)
{
	assert_int_equal(s.len, strlen(want));
	assert_memory_equal(s.p, want, s.len);
}

static bool parse(struct prefix *p, const char *line, struct df_record *r, struct df_span *host)
{
	return prefix_parse(p, df_span_of(line), r, host);
}

static void every_form_is_taken_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < DF_COUNT(forms); i++) {
		struct prefix p;
		struct df_record r;
		struct df_span host;
		char line[256];

		prefix_init(&p, NEWEST);
		snprintf(line, sizeof(line), "%s" TEXT "\r", forms[i].prefix);
		assert_true(parse(&p, line, &r, &host));
		assert_span(r.text, TEXT);
		assert_span(host, forms[i].host);
		assert_int_equal(r.flags, forms[i].flags);
		if (r.flags & DF_REC_MONO)
			assert_int_equal(r.time_us, forms[i].time_us);
		if (r.flags & DF_REC_WALL)
			assert_int_equal(r.wall_us, forms[i].wall_us);
		if (r.flags & DF_REC_LEVEL)
			assert_int_equal(r.level, forms[i].level);
		prefix_free(&p);
	}
}

/* What is not a prefix stays, and with it the line matches nothing. */
static void other_programs_are_not_the_kernel(void **state)
{
	static const char *const lines[] = {
		"Nov 14 22:13:20 vm kernel[4711]: " TEXT,
		"Nov 14 22:13:20 vm sshd[1]: " TEXT,
		"Nov 14 22:13:20 vm logger: [   12.000000] " TEXT,
		"Nov 14 22:13:20 box user.alert kernel: " TEXT,
		"2023-11-14T22:13:20Z vm systemd[1]: kernel: " TEXT,
		"1700000000.070015 vm app: " TEXT,
		"kernel " TEXT,
		"Xyz 14 22:13:20 vm kernel: " TEXT,
		"22:13:20 vm sshd[1]: " TEXT,
		"Nov 14 22:13:20 [sshd] " TEXT,
		"2023-11-14T22:13:20 alert user kernel  [25523.801864] " TEXT,
		"[    5.032358] <0>.(0)[mmcqd/0]" TEXT,
		"[    5.032358] <0>.(0)[165:a name that no task can have, at all]" TEXT,
		"[    5.032358] [0:a name that no task can have, at all:    1]" TEXT,
		"[    5.032358] [0:swapper/0]" TEXT,
		"[    5.032358] [swapper/0:    1]" TEXT,
		"[    5.032358][pid:165,cpu1]" TEXT,
		"[    5.032358] [cx] " TEXT,
		"[    5.032358@] " TEXT,
		"[    5.032358 0] " TEXT,
		"[    5@0] " TEXT,
		"Nov 14 25:13:20 vm kernel: " TEXT,
		"2023-13-14T22:13:20Z vm kernel: " TEXT,
		"[12:30] " TEXT,
		"1,2,3;" TEXT,
		"Nov 14 22:13:20 2022x vm kernel: " TEXT,
		"2023-11/14 22:13:20 vm kernel: " TEXT,
		"[2023-11-14 22:13:20 " TEXT,
		"11/14/2023 10:13:20 PM\tvm\tkernel[17]\t" TEXT,
		"31/31/2023 10:13:20\tvm\tkernel\t" TEXT,
		"11/14/2023 13:13:20 PM\tvm\tkernel\t" TEXT,
		"<module>" TEXT,
		"&amp;gt; " TEXT,
		"&gt " TEXT,
		"[codec]" TEXT,
		"-" TEXT,
		"1234. " TEXT,
		"1: " TEXT,
		"- x " TEXT,
		"Warning  IOError  2m11s  kubelet, vm  " TEXT,
		"Warning  IOError  kernel-monitor, vm  " TEXT,
		"Error  IOError  2m11s  kernel-monitor, vm  " TEXT,
		"95s   Warning   IOError   pod/vm   " TEXT,
		"95   Warning   IOError   node/vm   " TEXT,
		"[code" TEXT,
	};
	struct prefix p;

	(void)state;
	prefix_init(&p, NEWEST);
	for (size_t i = 0; i < DF_COUNT(lines); i++) {
		struct df_record r;
		struct df_span host;

		if (parse(&p, lines[i], &r, &host))
			assert_false(df_span_equal(r.text, DF_SPAN(TEXT)));
	}
	prefix_free(&p);
}

static void an_indented_line_is_no_record(void **state)
{
	struct prefix p;
	struct df_record r;
	struct df_span host;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_false(parse(&p, " " TEXT, &r, &host));
	assert_false(parse(&p, "\t[    1.000000] " TEXT, &r, &host));
	assert_false(parse(&p, ">               [    1.000000] " TEXT, &r, &host));
	/* a log that was indented, and then quoted; rows of dmesg stand further in */
	assert_true(parse(&p, ">  [    1.000000] " TEXT, &r, &host));
	assert_true(parse(&p, ">      [    1.000000] " TEXT, &r, &host));
	assert_true(df_span_equal(r.text, DF_SPAN(TEXT)));
	/* behind quotes no row is joined to its record: registers are one of their own */
	assert_true(parse(&p, ">                res 40/00:00:00:00:00/00 Emask 0x4 (timeout)",
			  &r, &host));
	assert_true(df_span_starts(r.text, DF_SPAN("res 40/00:")));
	assert_int_equal(r.flags & DF_REC_VERIFIED, 0);
	assert_false(parse(&p, "", &r, &host));
	prefix_free(&p);
}

static void assert_verified(struct prefix *p, const char *record, bool want)
{
	struct df_record r;
	u64 seq;

	assert_true(prefix_parse_kmsg(p, df_span_of(record), &r, &seq));
	assert_int_equal(!!(r.flags & DF_REC_VERIFIED), want);
}

static void a_dictionary_proves_who_spoke(void **state)
{
	struct prefix p;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_verified(&p, "6,1,2,-;sd 6:0:0:0: [sdf] x", true);
	assert_verified(&p, "6,1,2,-;sd 6:0:0:0: [sdf] x\n SUBSYSTEM=scsi\n DEVICE=+scsi:6:0:0:0", true);
	assert_verified(&p, "6,1,2,-;sd 6:0:0:0: [sdf] x\n SUBSYSTEM=scsi\n DEVICE=+scsi:6:0:0:1", false);
	/* this log shows dictionaries, so a driver's line has one */
	assert_verified(&p, "6,1,2,-;sd 6:0:0:0: [sdf] x", false);
	assert_verified(&p, "3,1,2,-;" TEXT, true);
	/* what netconsole adds holds a name that any user may choose */
	assert_verified(&p, "6,1,2,-;sd 6:0:0:0: x\n taskname=\n DEVICE=+scsi:6:0:0:0\n", false);
	assert_verified(&p, "6,1,2,-;sd 6:0:0:0: x\n taskname= DEVICE=+scsi:6:0:0:0\n", false);
	prefix_free(&p);
}

static void fragments_of_netconsole_are_cut(void **state)
{
	struct prefix p;
	struct df_record r;
	u64 seq;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_true(prefix_parse_kmsg(&p, DF_SPAN("3,7,2,-,ncfrag=0/1500;" TEXT), &r, &seq));
	assert_true(r.flags & DF_REC_CUT);
	assert_true(prefix_parse_kmsg(&p, DF_SPAN("3,7,2,-,ncfrag=980/1500;" TEXT), &r, &seq));
	assert_true(r.flags & DF_REC_CUT);
	assert_true(prefix_parse_kmsg(&p, DF_SPAN("3,7,2,-,ncfrag=0/1500;" TEXT "\n SUB"), &r, &seq));
	assert_false(r.flags & DF_REC_CUT);
	assert_span(r.text, TEXT);
	prefix_free(&p);
}

/* The last line of what was copied bears the end of its markup. */
static void the_end_of_markup_is_taken_off(void **state)
{
	static const char *const ends[] = {
		"</pre>", "</code></pre></div>", "[/code]", "[/b][/FONT]", "<br />", "<br></p>",
	};
	struct prefix p;

	(void)state;
	prefix_init(&p, NEWEST);
	for (size_t i = 0; i < DF_COUNT(ends); i++) {
		struct df_record r;
		struct df_span host;
		char line[128];

		snprintf(line, sizeof(line), "[    1.000000] " TEXT "%s\r", ends[i]);
		assert_true(parse(&p, line, &r, &host));
		assert_span(r.text, TEXT);
	}
	prefix_free(&p);
}

/* dmesg indents further lines by the width of the prefix. */
static void further_lines_belong_if_they_are_indented_far_enough(void **state)
{
	struct prefix p;
	struct df_record r;
	struct df_span host;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_true(parse(&p, "[    1.000000] one\n               " TEXT "\n two", &r, &host));
	assert_span(r.text, "one");
	assert_span(r.more, TEXT "\n");
	assert_true(parse(&p, "one\n " TEXT, &r, &host));
	assert_int_equal(r.more.len, 0);
	prefix_free(&p);
}

static void escapes_of_the_ring_are_undone(void **state)
{
	struct prefix p;
	struct df_record r;
	struct df_span host;
	u64 seq;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_true(prefix_parse_kmsg(&p, DF_SPAN("3,7,8,-;a\\x5cb\\x0ac\\x1\n SUBSYSTEM=scsi"),
				      &r, &seq));
	assert_int_equal(seq, 7);
	assert_span(r.text, "a\\b");
	assert_span(r.more, "c\\x1");
	/* what follows the semicolon is the record's own, prefixes too */
	assert_true(parse(&p, "3,7,8,-;[    1.000000] " TEXT, &r, &host));
	assert_span(r.text, "[    1.000000] " TEXT);
	prefix_free(&p);
}

static void repeated_lines_count_each_time(void **state)
{
	struct prefix p;
	struct df_record r;
	struct df_span host;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_true(parse(&p, "Nov 14 22:13:20 vm kernel: message repeated 3 times: [ " TEXT "]", &r,
			  &host));
	assert_span(r.text, TEXT);
	assert_int_equal(p.repeated, 3);
	assert_true(parse(&p, "kernel: message repeated 4000000000 times: [ [    1.500000] " TEXT "]",
			  &r, &host));
	assert_span(r.text, TEXT);
	assert_int_equal(r.time_us, 1500000);
	assert_in_range(p.repeated, 2, 100000);
	assert_true(parse(&p, "message repeated 0 times: [ " TEXT "]", &r, &host));
	assert_int_equal(p.repeated, 1);
	assert_true(parse(&p, TEXT, &r, &host));
	assert_int_equal(p.repeated, 1);
	prefix_free(&p);
}

static void minutes_carry_the_lines_behind_them(void **state)
{
	struct prefix p;
	struct df_record r;
	struct df_span host;
	s64 minute;

	(void)state;
	prefix_init(&p, NEWEST);
	assert_true(parse(&p, "[  +1.5] before any minute", &r, &host));
	assert_false(r.flags & DF_REC_WALL);
	assert_true(parse(&p, "[Nov14 22:13] a", &r, &host));
	minute = r.wall_us;
	assert_int_equal(minute, 1699999980 * SECOND);
	assert_true(parse(&p, "[  +0.109383] b", &r, &host));
	assert_int_equal(r.wall_us, minute + 109383);
	assert_true(parse(&p, "[  +1.000000] c", &r, &host));
	assert_int_equal(r.wall_us, minute + 1109383);
	prefix_free(&p);
}

/* Cut anywhere, no form reads past its end (the sanitizers watch). */
static void half_a_prefix_does_no_harm(void **state)
{
	(void)state;
	for (size_t i = 0; i < DF_COUNT(forms); i++) {
		size_t len = strlen(forms[i].prefix);

		for (size_t n = 0; n <= len; n++) {
			char *half = malloc(n + 1);
			struct prefix p;
			struct df_record r;
			struct df_span host;

			memcpy(half, forms[i].prefix, n);
			prefix_init(&p, NEWEST);
			if (prefix_parse(&p, (struct df_span){ half, n }, &r, &host))
				assert_true(r.text.len <= n);
			prefix_free(&p);
			free(half);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_taken_off),
		cmocka_unit_test(other_programs_are_not_the_kernel),
		cmocka_unit_test(an_indented_line_is_no_record),
		cmocka_unit_test(a_dictionary_proves_who_spoke),
		cmocka_unit_test(fragments_of_netconsole_are_cut),
		cmocka_unit_test(the_end_of_markup_is_taken_off),
		cmocka_unit_test(further_lines_belong_if_they_are_indented_far_enough),
		cmocka_unit_test(escapes_of_the_ring_are_undone),
		cmocka_unit_test(repeated_lines_count_each_time),
		cmocka_unit_test(minutes_carry_the_lines_behind_them),
		cmocka_unit_test(half_a_prefix_does_no_harm),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("prefix", tests, NULL, NULL);
}
