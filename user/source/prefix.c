// SPDX-License-Identifier: GPL-2.0
/*
 * What collectors put before the words of the kernel.  See prefix.h.
 *
 * From the outside in: quotes, then date and host of a collector, then its tag
 * "kernel:", then what dmesg makes of the kernel's stamp; the rest, and that
 * stamp itself, is for df_line_parse().
 *
 * A line counts as verified if it bears something of the kernel's own, behind the
 * tag: a level, or a stamp.  "kernel:" alone proves nothing, logger -t writes it
 * too; nor does what stands before the host, which the collector gives to all, or
 * a priority of syslog's, which anybody may send.
 */
#include <ctype.h>
#include <strings.h>

#include <diskfault/match.h>

#include "source/month.h"
#include "source/prefix.h"
#include "source/proof.h"
#include "xalloc.h"

#define INDENT_MAX	8	/* blanks behind the quotes of mail; rows of a record have 15 */
#define QUOTER_MAX	16	/* letters of a name before them */
#define SOFT_MIN	60	/* mail breaks no shorter lines */
#define GREP_MAX	128	/* the name of a file that grep has searched */
#define ITEM_MAX	3	/* digits of the number in a list */
#define MARKUP_MAX	80	/* bytes of "<div class=...>" and its like */
#define WEEKDAY_MAX	12	/* the short name of a day, in bytes */
#define MONTH_MAX	24	/* that of a month in a language that is not known here */
#define TASK_MAX	32	/* the name of a task, which has 15 bytes, and "]" */
#define PRINTER_MAX	40	/* the same with its number and that of the processor */
#define REPEATED_MAX	10000	/* a line that claims more is not to keep us busy */

/* The line while its prefix is being taken off. */
struct head {
	struct df_span s;	/* what is left */
	struct df_span host;
	bool has_wall;
	s64 wall_us;
	bool has_mono;
	u64 mono_us;
	bool has_level;
	u16 facility;
	u8 level;
	bool proven;		/* a form that only shows what the kernel said */
};

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

/* As syslog, dmesg and journals spell them. */
static const struct {
	const char *word;
	u8 level;
} levels[] = {
	{ "emerg", 0 }, { "panic", 0 }, { "alert", 1 }, { "crit", 2 }, { "error", 3 },
	{ "err", 3 }, { "warning", 4 }, { "warn", 4 }, { "notice", 5 }, { "info", 6 },
	{ "debug", 7 },
};

void prefix_init(struct prefix *p, time_t newest)
{
	*p = (struct prefix){ .hour_key = { -1 } };
	prefix_go_on(p, newest);
}

void prefix_go_on(struct prefix *p, time_t newest)
{
	struct tm tm = { 0 };

	if (newest == p->newest && p->year)
		return;
	localtime_r(&newest, &tm);
	p->newest = newest;
	p->year = tm.tm_year + 1900;
}

void prefix_free(struct prefix *p)
{
	buf_free(&p->more);
	buf_free(&p->plain);
	buf_free(&p->bare);
}

/* ---- small things ---- */

static void skip_blanks(struct df_span *s)
{
	while (s->len && df_is_blank(s->p[0]))
		*s = df_span_from(*s, 1);
}

/* The bytes up to the next blank; empty at a blank. */
static struct df_span take_word(struct df_span *s)
{
	size_t n = 0;
	struct df_span word;

	while (n < s->len && s->p[n] != ' ')
		n++;
	word = df_span_first(*s, n);
	*s = df_span_from(*s, n);
	return word;
}

/* Exactly @digits digits. */
static bool take_digits(struct df_span *s, size_t digits, s32 *value)
{
	s32 n = 0;

	if (s->len < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!df_is_digit(s->p[i]))
			return false;
		n = n * 10 + (s->p[i] - '0');
	}
	*s = df_span_from(*s, digits);
	*value = n;
	return true;
}

/* One of the words; its number, or -1. */
static int take_one_of(struct df_span *s, const char *const words[], int n)
{
	for (int i = 0; i < n; i++)
		if (df_take(s, df_span_of(words[i])))
			return i;
	return -1;
}

static bool take_level(struct df_span *s, u8 *level)
{
	for (size_t i = 0; i < DF_COUNT(levels); i++) {
		if (df_take(s, df_span_of(levels[i].word))) {
			*level = levels[i].level;
			return true;
		}
	}
	return false;
}

/* ---- clocks ---- */

struct stamp {
	s32 year, month, day, hour, minute, second;
	u32 micro;
	bool has_zone;
	s32 zone;		/* seconds east of Greenwich */
};

/* Days since 1970 of a date of the Gregorian calendar. */
static s64 days_of(s32 year, s32 month, s32 day)
{
	s64 y = month <= 2 ? year - 1 : year;
	s64 era = (y >= 0 ? y : y - 399) / 400;
	s64 of_era = y - era * 400;
	s64 of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The local zone decides; asked once per hour of the log. */
static time_t local_hour(struct prefix *p, const struct stamp *t)
{
	s32 key[] = { t->year, t->month, t->day, t->hour, 0, 0 };
	struct tm tm = { .tm_year = t->year - 1900, .tm_mon = t->month - 1, .tm_mday = t->day,
			 .tm_hour = t->hour, .tm_isdst = -1 };

	if (memcmp(key, p->hour_key, sizeof(key))) {
		memcpy(p->hour_key, key, sizeof(key));
		p->hour = mktime(&tm);
	}
	return p->hour;
}

static s64 wall_of(struct prefix *p, const struct stamp *t)
{
	s64 seconds;

	if (t->has_zone)
		seconds = days_of(t->year, t->month, t->day) * 86400 + t->hour * 3600 - t->zone;
	else
		seconds = local_hour(p, t);
	return (seconds + t->minute * 60 + t->second) * 1000000 + t->micro;
}

/* Without a year: the last one in which it is not in the future. */
static s64 wall_without_year(struct prefix *p, struct stamp *t)
{
	s64 wall;

	t->year = p->year;
	wall = wall_of(p, t);
	/* A day of grace for clocks and zones that disagree. */
	if (wall / 1000000 <= p->newest + 86400)
		return wall;
	t->year--;
	return wall_of(p, t);
}

/* ".656821", or ",656821" as dmesg has it; nothing is fine too. */
static void take_fraction(struct df_span *s, u32 *micro)
{
	u32 scale = 100000;

	*micro = 0;
	if (s->len < 2 || (s->p[0] != '.' && s->p[0] != ',') || !df_is_digit(s->p[1]))
		return;
	*s = df_span_from(*s, 1);
	while (s->len && df_is_digit(s->p[0])) {
		*micro += (u32)(s->p[0] - '0') * scale;
		scale /= 10;
		*s = df_span_from(*s, 1);
	}
}

/* "06:44:00", with or without a fraction. */
static bool take_time(struct df_span *s, struct stamp *t)
{
	if (!take_digits(s, 2, &t->hour) || !df_take_char(s, ':') ||
	    !take_digits(s, 2, &t->minute) || !df_take_char(s, ':') ||
	    !take_digits(s, 2, &t->second))
		return false;
	if (t->hour > 23 || t->minute > 59 || t->second > 60)
		return false;
	take_fraction(s, &t->micro);
	return true;
}

/* The name of a month in a language that is not known here: none of ASCII. */
static bool take_foreign_month(struct df_span *s)
{
	struct df_span word = take_word(s);

	return word.len && word.len <= MONTH_MAX && (word.p[0] & 0x80);
}

/* "Feb 16", "Feb  6".  The month is 0 if it is not known which one that is. */
static bool take_month_day(struct df_span *s, struct stamp *t)
{
	u32 day;

	t->month = month_take(s);
	if ((!t->month && !take_foreign_month(s)) || !df_take_char(s, ' '))
		return false;
	skip_blanks(s);
	if (!df_take_u32(s, &day) || !day || day > 31)
		return false;
	t->day = (s32)day;
	return true;
}

/* "Z", "+0000", "+00:00", or nothing. */
static void take_zone(struct df_span *s, struct stamp *t)
{
	struct df_span at = *s;
	s32 hours, minutes, sign = 1;

	if (df_take_char(s, 'Z')) {
		t->has_zone = true;
		return;
	}
	if (df_take_char(&at, '-'))
		sign = -1;
	else if (!df_take_char(&at, '+'))
		return;
	if (!take_digits(&at, 2, &hours))
		return;
	df_take_char(&at, ':');
	if (!take_digits(&at, 2, &minutes))
		return;
	t->has_zone = true;
	t->zone = sign * (hours * 3600 + minutes * 60);
	*s = at;
}

/* Between year, month and day. */
static bool take_date_mark(struct df_span *s, char *mark)
{
	char c = s->len ? s->p[0] : '\0';

	if ((c != '-' && c != '/') || (*mark && c != *mark))
		return false;
	*mark = c;
	return df_take_char(s, c);
}

/* "2024-04-10T10:15:57.163826-07:00"; a blank may stand for the T, / for the -. */
static bool take_iso(struct df_span *s, struct stamp *t)
{
	struct df_span at = *s;
	char mark = '\0';

	*t = (struct stamp){ 0 };
	if (!take_digits(&at, 4, &t->year) || !take_date_mark(&at, &mark) ||
	    !take_digits(&at, 2, &t->month) || !take_date_mark(&at, &mark) ||
	    !take_digits(&at, 2, &t->day))
		return false;
	if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > 31)
		return false;
	if (!df_take_char(&at, 'T') && !df_take_char(&at, ' '))
		return false;
	if (!take_time(&at, t))
		return false;
	take_zone(&at, t);
	*s = at;
	return true;
}

bool prefix_time(struct prefix *p, struct df_span text, s64 *wall_us)
{
	struct stamp t;

	if (!take_iso(&text, &t) || text.len)
		return false;
	*wall_us = wall_of(p, &t);
	return true;
}

static void set_wall(struct head *h, s64 wall_us)
{
	h->wall_us = wall_us;
	h->has_wall = true;
}

/* ---- host and tag ---- */

/*
 * "kernel: ", of old "vmunix: ", also twice or with empty fields of RFC 5424.  "kernel[17]:" is
 * some program of that name.
 */
static bool take_tag(struct df_span *s)
{
	struct df_span at = *s;

	if (!df_take(&at, DF_SPAN("kernel")) && !df_take(&at, DF_SPAN("vmunix")))
		return false;
	if (!df_take(&at, DF_SPAN(" - - - "))) {
		if (!df_take_char(&at, ':'))
			return false;
		df_take_char(&at, ' ');
		df_take(&at, DF_SPAN(": "));
	}
	/* some leave the blank of " kernel: [" before the stamp, or put another there */
	if ((at.len > 2 && at.p[0] == ' ' && at.p[1] == '[' && at.p[2] != '<') ||
	    (at.len && at.p[0] == ' ' && df_match_begins(df_span_from(at, 1))))
		at = df_span_from(at, 1);
	*s = at;
	return true;
}

/* Words with which messages begin: what was taken for a host is none. */
static bool begins_message(struct df_span word)
{
	static const char *const firsts[] = {
		"XFS", "sd", "scsi", "I/O", "critical", "Buffer", "EXT4-fs", "BTRFS", "nvme",
		"Aborting", "kernel:", "JBD2:", "device-mapper:", "blk_update_request:",
		"end_request:", "print_req_error:",
	};

	for (size_t i = 0; i < DF_COUNT(firsts); i++)
		if (df_span_equal(word, df_span_of(firsts[i])))
			return true;
	return false;
}

/* "kern.err " that busybox and some templates put before the tag. */
static void take_facility_word(struct head *h)
{
	struct df_span at = h->s;
	u8 level;

	if (!df_take(&at, DF_SPAN("kern.")) || !take_level(&at, &level) || !df_take_char(&at, ' '))
		return;
	h->has_level = true;
	h->facility = DF_FACILITY_KERN;
	h->level = level;
	h->s = at;
}

/* "warning kern kernel  ": templates that leave out the host, and name what syslog says */
static bool take_priority_words(struct head *h)
{
	struct df_span at = h->s;
	u8 level;

	if (!take_level(&at, &level) || !df_take(&at, DF_SPAN(" kern kernel ")))
		return false;
	skip_blanks(&at);
	h->has_level = true;
	h->facility = DF_FACILITY_KERN;
	h->level = level;
	h->s = at;
	return true;
}

/* " host kernel: text"; the tag, or the host too, may have been lost. */
static void take_host_and_tag(struct head *h)
{
	struct df_span at = h->s;
	struct df_span host;

	skip_blanks(&at);
	h->s = at;
	/* metalog writes the tag in brackets, and no host */
	if (df_take(&h->s, DF_SPAN("[kernel] ")) || take_priority_words(h))
		return;
	if (!at.len || at.p[0] == '[' || at.p[0] == '<')
		return;
	host = take_word(&at);
	if (!df_take_char(&at, ' ') || begins_message(host)) {
		take_tag(&h->s);
		return;
	}
	h->host = host;
	h->s = at;
	take_facility_word(h);
	/* web forums double blanks where they have wrapped the line */
	at = h->s;
	skip_blanks(&at);
	if (take_tag(&at))
		h->s = at;
}

/* "vm kernel: ", or with --no-hostname the tag alone: journalctl. */
static bool take_host_and_kernel(struct head *h)
{
	struct df_span at = h->s;
	struct df_span host;

	if (take_tag(&h->s))
		return true;
	host = take_word(&at);
	if (!host.len || !df_take_char(&at, ' ') || !take_tag(&at))
		return false;
	h->host = host;
	h->s = at;
	return true;
}

/* ---- heads of collectors; each takes all it knows, or nothing ---- */

/* "2026 ", before, within or behind a date that has no year of its own. */
static void take_year(struct df_span *s, struct stamp *t)
{
	struct df_span at = *s;
	s32 year;

	if (t->year || !take_digits(&at, 4, &year) || year < 1970 || !df_take_char(&at, ' '))
		return;
	t->year = year;
	*s = at;
}

/* "Feb 16 06:44:00 host kernel: ", with a year at one of three places or without */
static bool head_classic(struct prefix *p, struct head *h)
{
	struct df_span at = h->s;
	struct stamp t = { 0 };

	take_year(&at, &t);
	if (!take_month_day(&at, &t) || !df_take_char(&at, ' '))
		return false;
	take_year(&at, &t);
	if (!take_time(&at, &t) || !at.len || at.p[0] != ' ')
		return false;
	h->s = df_span_from(at, 1);
	take_year(&h->s, &t);
	if (t.month)
		set_wall(h, t.year ? wall_of(p, &t) : wall_without_year(p, &t));
	take_host_and_tag(h);
	return true;
}

/*
 * "16:03:51 [  185.201852] " of consoles of test runners, "07:45:58 kernel: " of
 * logs that were cut short by hand, "16:25:35 " of tables; of what day is not known
 */
static bool head_clock(struct head *h)
{
	struct head found = *h;
	struct stamp t = { 0 };

	if (!take_time(&found.s, &t))
		return false;
	take_zone(&found.s, &t);
	if (!df_take_char(&found.s, ' '))
		return false;
	skip_blanks(&found.s);
	if (!found.s.len)
		return false;
	if (found.s.p[0] != '[' && !take_host_and_kernel(&found) && !df_match_begins(found.s))
		return false;
	*h = found;
	return true;
}

/* What separates the columns of a table: tabs, or blanks. */
static bool take_gap(struct df_span *s)
{
	if (!s->len || !df_is_blank(s->p[0]))
		return false;
	skip_blanks(s);
	return true;
}

/* "03/05/2007 12:03:11 AM", "14/04/11 12:19:09": which number is the month, it has to tell */
static bool take_local_date(struct df_span *s, struct stamp *t)
{
	s32 first, second;
	bool pm, halves;

	if (!take_digits(s, 2, &first) || !df_take_char(s, '/') || !take_digits(s, 2, &second) ||
	    !df_take_char(s, '/'))
		return false;
	if (!take_digits(s, 4, &t->year)) {
		if (!take_digits(s, 2, &t->year))
			return false;
		t->year += 2000;
	}
	if (!df_take_char(s, ' ') || !take_time(s, t))
		return false;
	pm = df_take(s, DF_SPAN(" PM"));
	halves = pm || df_take(s, DF_SPAN(" AM"));
	if (halves && t->hour > 12)
		return false;
	if (halves)
		t->hour = t->hour % 12 + (pm ? 12 : 0);
	t->month = halves || second > 12 ? first : second;
	t->day = first + second - t->month;
	return t->month >= 1 && t->month <= 12 && t->day >= 1 && t->day <= 31;
}

/* "03/05/2007 12:03:11 AM\tlocalhost\tkernel\t": columns of a log viewer */
static bool head_columns(struct prefix *p, struct head *h)
{
	struct head found = *h;
	struct stamp t = { 0 };
	size_t n = 0;

	if (!take_local_date(&found.s, &t) || !take_gap(&found.s))
		return false;
	while (n < found.s.len && !df_is_blank(found.s.p[n]))
		n++;
	found.host = df_span_first(found.s, n);
	found.s = df_span_from(found.s, n);
	if (!take_gap(&found.s) || !df_take(&found.s, DF_SPAN("kernel")) || !take_gap(&found.s))
		return false;
	*h = found;
	set_wall(h, wall_of(p, &t));
	return true;
}

/* "/var/log/syslog.1:", "kern.log:17:" that grep has put in front */
static bool take_grep(struct df_span *s)
{
	struct df_span at = *s;
	size_t n = df_span_find(df_span_first(at, GREP_MAX), DF_SPAN(":"));
	u32 number;

	if (!n || n == at.len || n == GREP_MAX || memchr(at.p, ' ', n))
		return false;
	at = df_span_from(at, n + 1);
	if (df_take_u32(&at, &number) && !df_take_char(&at, ':'))
		at = df_span_from(*s, n + 1);
	*s = at;
	return true;
}

/* "[2026-11-22 20:18:01] ": terminal programs, ts(1) */
static bool head_bracketed(struct prefix *p, struct head *h)
{
	struct df_span at = h->s;
	struct stamp t;

	if (!df_take_char(&at, '[') || !take_iso(&at, &t) || !df_take_char(&at, ']'))
		return false;
	df_take_char(&at, ' ');
	h->s = at;
	set_wall(h, wall_of(p, &t));
	if (!take_host_and_kernel(h))
		take_tag(&h->s);
	return true;
}

/* " stdout F ", " stderr P ": the runtime of a container. */
static bool take_stream(struct df_span *s)
{
	struct df_span at = *s;

	if (!df_take(&at, DF_SPAN(" stdout ")) && !df_take(&at, DF_SPAN(" stderr ")))
		return false;
	if (!df_take_char(&at, 'F') && !df_take_char(&at, 'P'))
		return false;
	df_take_char(&at, ' ');
	*s = at;
	return true;
}

/* A word of dmesg -x comes next: "  kern  :alert : " */
static bool words_follow(struct df_span s)
{
	skip_blanks(&s);
	df_take(&s, DF_SPAN("kern"));
	skip_blanks(&s);
	return s.len && s.p[0] == ':';
}

static bool head_iso(struct prefix *p, struct head *h)
{
	struct df_span at = h->s;
	struct stamp t;
	bool comma, apart;

	if (!take_iso(&at, &t))
		return false;
	comma = memchr(h->s.p, ',', (size_t)(at.p - h->s.p));
	apart = memchr(h->s.p, ' ', (size_t)(at.p - h->s.p));
	if (comma && apart)
		df_take_char(&at, ':');
	if (at.len && at.p[0] != ' ')
		return false;
	h->s = at;
	set_wall(h, wall_of(p, &t));
	if (take_stream(&h->s))
		return true;
	if (comma) {
		/*
		 * dmesg --time-format iso: no host, and nothing but the kernel's.  With
		 * a blank, what a program in Python has read from a console.
		 */
		h->proven = !apart;
		df_take_char(&h->s, ' ');
	} else if (words_follow(h->s)) {
		skip_blanks(&h->s);
	} else {
		take_host_and_tag(h);
	}
	return true;
}

/* "1795364863.070015 vm kernel: " */
static bool head_unix(struct head *h)
{
	struct df_span at = h->s;
	struct head found = *h;
	u64 seconds;
	u32 micro;

	if (!df_take_dec(&at, &seconds) || seconds < 100000000 || seconds > 99999999999ULL ||
	    !at.len || at.p[0] != '.')
		return false;
	take_fraction(&at, &micro);
	if (!df_take_char(&at, ' '))
		return false;
	found.s = at;
	if (!take_host_and_kernel(&found))
		return false;
	*h = found;
	set_wall(h, (s64)seconds * 1000000 + micro);
	return true;
}

/* "Sun 2026-11-22 16:27:43 UTC vm kernel: " */
static bool head_full(struct prefix *p, struct head *h)
{
	struct df_span at = h->s;
	struct head found = *h;
	struct stamp t;

	if (take_one_of(&at, weekdays, DF_COUNT(weekdays)) < 0 || !df_take_char(&at, ' ') ||
	    !take_iso(&at, &t) || !df_take_char(&at, ' '))
		return false;
	t.has_zone |= df_span_equal(take_word(&at), DF_SPAN("UTC"));
	if (!df_take_char(&at, ' '))
		return false;
	found.s = at;
	if (!take_host_and_kernel(&found))
		return false;
	*h = found;
	set_wall(h, wall_of(p, &t));
	return true;
}

/* "10.5.0.11: kern:   alert: [2024-03-29T09:13:11.99476118Z]: " */
static bool head_talos(struct prefix *p, struct head *h)
{
	struct df_span at = h->s;
	struct df_span host = take_word(&at);
	struct stamp t;
	u8 level;

	if (host.len < 2 || host.p[host.len - 1] != ':' || !df_take(&at, DF_SPAN(" kern:")))
		return false;
	skip_blanks(&at);
	if (!take_level(&at, &level) || !df_take(&at, DF_SPAN(": [")) || !take_iso(&at, &t) ||
	    !df_take(&at, DF_SPAN("]: ")))
		return false;
	h->host = df_span_first(host, host.len - 1);
	h->has_level = true;
	h->facility = DF_FACILITY_KERN;
	h->level = level;
	h->proven = true;
	set_wall(h, wall_of(p, &t));
	h->s = at;
	return true;
}

/* "<4>" or "<0.4> ", and then a date: of syslog, not of the kernel. */
static bool take_syslog_priority(struct head *h)
{
	struct df_span at = h->s;
	u32 n, level;

	if (!df_take_char(&at, '<') || !df_take_u32(&at, &n) || n > 1023)
		return false;
	if (df_take_char(&at, '.')) {
		if (!df_take_u32(&at, &level) || level > 7)
			return false;
	} else {
		level = n & 7;
		n >>= 3;
	}
	if (!df_take_char(&at, '>'))
		return false;
	df_take_char(&at, ' ');
	h->facility = (u16)n;
	h->level = (u8)level;
	h->s = at;
	return true;
}

/* "1 2024-04-10T10:15:57.163826-07:00 T01 kernel - - - " behind the priority */
static bool head_5424(struct prefix *p, struct head *h)
{
	struct df_span at = h->s;

	if (!df_take(&at, DF_SPAN("1 ")))
		return false;
	h->s = at;
	if (df_take(&h->s, DF_SPAN("- ")))
		take_host_and_tag(h);
	else if (!head_iso(p, h))
		return false;
	df_take(&h->s, DF_SPAN("\xef\xbb\xbf"));
	return true;
}

static bool head_priority(struct prefix *p, struct head *h)
{
	struct head found = *h;

	if (!take_syslog_priority(&found))
		return false;
	if (!head_5424(p, &found) && !head_classic(p, &found) && !head_iso(p, &found))
		return false;
	*h = found;
	h->has_level = true;
	return true;
}

/* A word, and blanks behind it. */
static bool take_column(struct df_span *s, struct df_span *word)
{
	*word = take_word(s);
	return word->len && take_gap(s);
}

/* "2m11s  ", "25m (x3 over 30m)  ": how long ago */
static bool take_age(struct df_span *s)
{
	struct df_span at = *s, word;
	size_t n;

	if (!take_column(&at, &word) || !df_is_digit(word.p[0]) ||
	    !df_is_lower(word.p[word.len - 1]))
		return false;
	if (df_take(&at, DF_SPAN("(x"))) {
		n = df_span_find(at, DF_SPAN(")"));
		at = df_span_from(at, n + 1);
		if (!take_gap(&at))
			return false;
	}
	*s = at;
	return true;
}

/* "kernel-monitor, node-7  ": the node-problem-detector of Kubernetes has read a kernel's log. */
static bool take_kernel_monitor(struct head *h)
{
	struct df_span at = h->s, host;

	if (!df_take(&at, DF_SPAN("kernel-monitor")))
		return false;
	if (df_take(&at, DF_SPAN(", ")) && take_column(&at, &host))
		h->host = host;
	else if (!take_gap(&at))
		return false;
	h->s = at;
	return true;
}

/*
 * "Warning  IOError  2m11s  kernel-monitor, node-7  ": kubectl describe; and "2m11s  Warning
 * IOError  node/node-7  ", which may have the monitor behind it: kubectl get events.
 */
static bool head_event(struct head *h)
{
	struct head found = *h;
	struct df_span type, reason, object;
	bool listed = take_age(&found.s);

	if (!take_column(&found.s, &type) || !take_column(&found.s, &reason) ||
	    (!df_span_equal(type, DF_SPAN("Warning")) && !df_span_equal(type, DF_SPAN("Normal"))))
		return false;
	if (listed) {
		if (!df_take(&found.s, DF_SPAN("node/")) || !take_column(&found.s, &object))
			return false;
		found.host = object;
		take_kernel_monitor(&found);
	} else if (!take_age(&found.s) || !take_kernel_monitor(&found)) {
		return false;
	}
	*h = found;
	return true;
}

/* ---- what dmesg makes of the stamp ---- */

/* "Tue ", "mar. ", "四 ": in whatever language */
static bool take_weekday(struct df_span *s)
{
	struct df_span word = take_word(s);

	if (!word.len || word.len > WEEKDAY_MAX || df_is_digit(word.p[0]))
		return false;
	skip_blanks(s);
	return true;
}

/* "[Tue Oct  4 10:14:30 2022] " */
static bool stamp_ctime(struct prefix *p, struct head *h)
{
	struct df_span at = df_span_from(h->s, 1);
	struct stamp t = { 0 };

	if (!take_weekday(&at) || !take_month_day(&at, &t) || !df_take_char(&at, ' ') ||
	    !take_time(&at, &t) || !df_take_char(&at, ' ') || !take_digits(&at, 4, &t.year) ||
	    !df_take_char(&at, ']'))
		return false;
	df_take_char(&at, ' ');
	h->s = at;
	if (t.month)
		set_wall(h, wall_of(p, &t));
	return true;
}

/* "[Apr14 23:53] ": the minute; later lines count from the one before */
static bool stamp_minute(struct prefix *p, struct head *h)
{
	struct df_span at = df_span_from(h->s, 1);
	struct stamp t = { 0 };

	t.month = month_take(&at);
	if (!t.month)
		return false;
	df_take_char(&at, ' ');
	if (!at.len || at.len < 2 ||
	    !take_digits(&at, df_is_digit(at.p[1]) ? 2 : 1, &t.day) || !df_take_char(&at, ' ') ||
	    !take_digits(&at, 2, &t.hour) || !df_take_char(&at, ':') ||
	    !take_digits(&at, 2, &t.minute) || !df_take_char(&at, ']'))
		return false;
	if (t.day < 1 || t.day > 31 || t.hour > 23 || t.minute > 59)
		return false;
	df_take_char(&at, ' ');
	h->s = at;
	p->day_us = wall_without_year(p, &t);
	p->has_day = true;
	set_wall(h, p->day_us);
	return true;
}

/* "[  +0.109383] ": since the line before */
static bool stamp_since(struct prefix *p, struct head *h)
{
	struct df_span at = df_span_from(h->s, 1);
	u64 seconds;
	u32 micro;

	skip_blanks(&at);
	if (!df_take_char(&at, '+') || !df_take_dec(&at, &seconds) || seconds > UINT32_MAX)
		return false;
	take_fraction(&at, &micro);
	if (!df_take_char(&at, ']'))
		return false;
	df_take_char(&at, ' ');
	h->s = at;
	p->day_us += (s64)seconds * 1000000 + micro;
	if (p->has_day)
		set_wall(h, p->day_us);
	return true;
}

/* "[ 2882.656821", and something else than the bracket behind it */
static bool take_since_boot(struct df_span *s, u64 *us)
{
	u64 seconds;
	u32 micro;

	if (!df_take_char(s, '['))
		return false;
	skip_blanks(s);
	if (!df_take_dec(s, &seconds) || seconds > UINT32_MAX || !s->len || s->p[0] != '.')
		return false;
	take_fraction(s, &micro);
	*us = seconds * 1000000 + micro;
	return true;
}

/* "[ 2882.656821 <    0.147717>]", behind the number: dmesg -d, and with " >" journalctl */
static bool take_delta(struct df_span *s)
{
	u64 since;

	if (!df_take(s, DF_SPAN(" <")))
		return false;
	skip_blanks(s);
	df_take_char(s, '+');
	if (!df_take_dec(s, &since))
		return false;
	take_fraction(s, &(u32){ 0 });
	df_take_char(s, ' ');
	return df_take(s, DF_SPAN(">]"));
}

/* "[    8.888974@0]", "[    8.888974,0]", "[    8.888974s]": as kernels of vendors stamp */
static bool take_processor(struct df_span *s)
{
	u32 processor;

	if (df_take_char(s, '@') || df_take_char(s, ',')) {
		if (!df_take_u32(s, &processor))
			return false;
	} else if (!df_take_char(s, 's')) {
		return false;
	}
	return df_take_char(s, ']');
}

/* A stamp that says more than the kernel's own. */
static void stamp_since_boot(struct head *h)
{
	struct df_span at = h->s;
	bool delta;
	u64 us;

	if (!take_since_boot(&at, &us))
		return;
	delta = at.len && at.p[0] == ' ';
	if (delta ? !take_delta(&at) : !take_processor(&at))
		return;
	df_take_char(&at, ' ');
	h->s = at;
	h->has_mono = true;
	h->mono_us = us;
	h->proven = !delta || !take_host_and_kernel(h);
}

/* "[T10489] ", "[   C3] ": who printed; df_line_parse() knows it behind its own stamp. */
static void take_printer(struct df_span *s)
{
	struct df_span at = df_span_from(*s, 1);
	u32 number;

	skip_blanks(&at);
	if (!s->len || s->p[0] != '[' || (!df_take_char(&at, 'T') && !df_take_char(&at, 'C')) ||
	    !df_take_u32(&at, &number) || !df_take_char(&at, ']'))
		return;
	df_take_char(&at, ' ');
	*s = at;
}

/* One, or several: dmesg takes --time-format more than once. */
static void take_dmesg_stamp(struct prefix *p, struct head *h)
{
	bool any = false;

	while (h->s.len && h->s.p[0] == '[' &&
	       (stamp_ctime(p, h) || stamp_minute(p, h) || stamp_since(p, h)))
		any = true;
	if (any)
		h->proven = true;
	else
		stamp_since_boot(h);
	if (h->proven)
		take_printer(&h->s);
}

/* ---- a whole line ---- */

/* A table's, where a terminal program has drawn one around the log. */
#define BOX		DF_SPAN("\xe2\x94\x82")

/* Of a list, in a text that was set. */
#define BULLET		DF_SPAN("\xe2\x80\xa2")

bool prefix_is_result(struct df_span text)
{
	return df_take(&text, DF_SPAN("res")) && (!text.len || text.p[0] == ' ');
}

/* "Ann> ": some mailers quote by name, and the message comes at once. */
static void take_quoter(struct df_span *s)
{
	struct df_span at = *s;
	size_t n = 0;

	while (n < at.len && n < QUOTER_MAX && isalpha((unsigned char)at.p[n]))
		n++;
	at = df_span_from(at, n);
	if (!n || !df_take(&at, DF_SPAN("> ")))
		return;
	if (df_match_begins(at) || (at.len && (at.p[0] == '[' || at.p[0] == '<')))
		*s = at;
}

/* A message, or what stands before one: "[ 1002.467432] ", "Mar  6 ", "kernel: ". */
static bool begins_record(struct df_span s)
{
	struct stamp ignored;
	u64 number;

	if (df_match_begins(s) || df_span_starts(s, DF_SPAN("kernel: ")))
		return true;
	if (df_take_char(&s, '[')) {
		skip_blanks(&s);
		return take_one_of(&s, weekdays, DF_COUNT(weekdays)) >= 0 ||
		       (df_take_dec(&s, &number) && df_take_char(&s, '.'));
	}
	if (take_iso(&s, &ignored))
		return true;
	if (!month_take(&s) || !df_take_char(&s, ' '))
		return false;
	skip_blanks(&s);
	return df_take_dec(&s, &number) && df_take_char(&s, ' ');
}

/* "    17\t" that cat -n and pagers have put in front */
static void take_line_number(struct df_span *s)
{
	struct df_span at = *s;
	u32 number;

	skip_blanks(&at);
	if (df_take_u32(&at, &number) && df_take_char(&at, '\t') && begins_record(at))
		*s = at;
}

/* "- ", "* ", "12. ", "3) ": of a list. */
static void take_item(struct df_span *s)
{
	struct df_span at = *s;
	size_t n = 0;

	while (n < at.len && n < ITEM_MAX && df_is_digit(at.p[n]))
		n++;
	at = df_span_from(at, n);
	if (n) {
		if (!df_take_char(&at, '.') && !df_take_char(&at, ')'))
			return;
	} else if (!df_take_char(&at, '-') && !df_take_char(&at, '*') &&
		   !df_take_char(&at, '+') && !df_take(&at, BULLET)) {
		return;
	}
	if (take_gap(&at))
		*s = at;
}

/* "`", "**": as many of one kind as stand around code, or around what is set off. */
static bool take_marks(struct df_span *s)
{
	char mark = s->len ? s->p[0] : '\0';

	if (mark != '`' && mark != '*' && mark != '_')
		return false;
	while (df_take_char(s, mark))
		;
	*s = df_span_trim(*s);
	while (s->len && s->p[s->len - 1] == mark)
		s->len--;
	return true;
}

/* What Markdown has around a message. */
static void take_markdown(struct df_span *s)
{
	struct df_span at = *s;

	take_item(&at);
	while (take_marks(&at))
		;
	if (at.p != s->p && begins_record(at))
		*s = at;
}

/* "<pre>", "[CODE]": of the markup that pages and forums have around a log. */
static bool is_markup(struct df_span name)
{
	static const char *const names[] = {
		"pre", "code", "font", "quote", "b", "i", "p", "div", "span", "tt", "size", "color",
		"blockquote", "br", "li", "td", "strong", "em", "samp", "kbd", "html", "body",
	};

	for (size_t i = 0; i < DF_COUNT(names); i++)
		if (name.len == strlen(names[i]) && !strncasecmp(name.p, names[i], name.len))
			return true;
	return false;
}

static void take_markup(struct df_span *s)
{
	while (s->len && (s->p[0] == '<' || s->p[0] == '[')) {
		struct df_span name = df_span_from(*s, 1);
		size_t n = 0, end;

		while (n < name.len && isalpha((unsigned char)name.p[n]))
			n++;
		if (!n || !is_markup(df_span_first(name, n)))
			return;
		end = df_span_find(df_span_first(*s, MARKUP_MAX),
				   s->p[0] == '<' ? DF_SPAN(">") : DF_SPAN("]"));
		if (end >= s->len || end == MARKUP_MAX)
			return;
		*s = df_span_from(*s, end + 1);
	}
}

/* Quotes of mail, and what serial lines leave at the begin of a line. */
static void take_quotes(struct df_span *s)
{
	struct df_span at;

	/* the mark that editors put before UTF-8 */
	df_take(s, DF_SPAN("\xef\xbb\xbf"));
	while (s->len && (s->p[0] == '\r' || !s->p[0]))
		*s = df_span_from(*s, 1);
	take_line_number(s);
	take_markdown(s);
	take_markup(s);
	df_take(s, DF_SPAN("| "));
	if (df_take(s, BOX)) {
		*s = df_span_trim(*s);
		if (s->len > BOX.len && df_span_equal(df_span_from(*s, s->len - BOX.len), BOX))
			*s = df_span_trim(df_span_first(*s, s->len - BOX.len));
	}
	take_quoter(s);
	if (!s->len || s->p[0] != '>')
		return;
	while (df_take_char(s, '>'))
		df_take_char(s, ' ');
	take_quoter(s);
	/*
	 * A message that was indented, and then quoted; rows of a record stand further in.
	 * Behind quotes no row is joined to its record: the registers speak for themselves.
	 */
	at = *s;
	skip_blanks(&at);
	if ((s->len - at.len <= INDENT_MAX && begins_record(at)) || prefix_is_result(at))
		*s = at;
	take_markdown(s);
}

void prefix_unquote(struct df_span *line)
{
	while (line->len && (line->p[0] == '>' || df_is_blank(line->p[0])))
		*line = df_span_from(*line, 1);
}

/* A line that begins with "\e[32m", without that and its like: dmesg --color=always. */
static struct df_span without_colour(struct prefix *p, struct df_span s)
{
	p->bare.len = 0;
	while (s.len) {
		size_t n = df_span_find(s, DF_SPAN("\033["));

		buf_add(&p->bare, s.p, n);
		s = df_span_from(s, n + 2);
		while (s.len && (df_is_digit(s.p[0]) || s.p[0] == ';'))
			s = df_span_from(s, 1);
		s = df_span_from(s, 1);
	}
	return (struct df_span){ p->bare.p, p->bare.len };
}

/* "=3D", where a "=" begins nothing but escapes (RFC 2045, quoted-printable). */
static void add_unescaped(struct buf *to, struct df_span s)
{
	while (s.len) {
		size_t n = df_span_find(s, DF_SPAN("="));
		struct df_span code = df_span_from(s, n);

		buf_add(to, s.p, n);
		if (code.len >= 3 && df_hex_value(code.p[1]) >= 0 && df_hex_value(code.p[2]) >= 0) {
			buf_putc(to, (char)(df_hex_value(code.p[1]) << 4 |
					    df_hex_value(code.p[2])));
			n += 3;
		} else if (code.len) {
			buf_putc(to, '=');
			n++;
		}
		s = df_span_from(s, n);
	}
}

/* Nobody but mail puts "=20" behind these words, or behind what ends no name. */
static bool may_end_in_blank(struct df_span s)
{
	static const char *const words[] = { "sd", "scsi", "nvme", "Sense" };

	for (size_t i = 0; i < DF_COUNT(words); i++) {
		struct df_span word = df_span_of(words[i]);

		if (s.len > word.len && s.p[s.len - word.len - 1] == ' ' &&
		    df_span_equal(df_span_from(s, s.len - word.len), word))
			return true;
	}
	return s.len && strchr("]) :.,", s.p[s.len - 1]);
}

/* "[current]=20": a blank at the end, which mail encodes; "error=20" is a number. */
static bool ends_in_blank(struct df_span line)
{
	size_t len = line.len > 3 ? line.len - 3 : 0;

	return df_span_equal(df_span_from(line, len), DF_SPAN("=20")) &&
	       may_end_in_blank(df_span_first(line, len));
}

struct df_span prefix_decode(struct prefix *p, struct df_span line)
{
	bool hard, ends;

	if (line.len && line.p[line.len - 1] == '\r')
		line.len--;
	hard = line.len > 4 && df_span_equal(df_span_from(line, line.len - 4), DF_SPAN("=0A="));
	ends = hard || (line.len >= SOFT_MIN && line.p[line.len - 1] == '=');
	p->soft = false;
	if (!ends && !ends_in_blank(line) && df_span_find(line, DF_SPAN("=3D")) == line.len &&
	    df_span_find(line, DF_SPAN("=C2=A0")) == line.len)
		return line;
	if (ends)
		line.len--;
	p->bare.len = 0;
	add_unescaped(&p->bare, line);
	/* A newline that was escaped ends the line after all. */
	p->soft = ends && !hard;
	p->gap = p->soft && line.len && line.p[line.len - 1] == ' ';
	while (p->bare.len && p->bare.p[p->bare.len - 1] == '\n')
		p->bare.len--;
	return (struct df_span){ p->bare.p ? p->bare.p : "", p->bare.len };
}

/* What pages write for a character; mailers too put blanks that do not break ("Sep  1"). */
static const struct {
	const char *code;
	char c;
} entities[] = {
	{ "\xc2\xa0", ' ' }, { "&nbsp;", ' ' }, { "&#32;", ' ' }, { "&lt;", '<' }, { "&gt;", '>' },
	{ "&quot;", '"' }, { "&#34;", '"' }, { "&#39;", '\'' }, { "&amp;", '&' },
};

static char take_character(struct df_span *s)
{
	char c = s->p[0];

	for (size_t i = 0; i < DF_COUNT(entities); i++)
		if (df_take(s, df_span_of(entities[i].code)))
			return entities[i].c;
	*s = df_span_from(*s, 1);
	return c;
}

static struct df_span without_entities(struct prefix *p, struct df_span s)
{
	struct buf plain = { 0 };

	if (df_span_find(s, df_span_of(entities[0].code)) == s.len &&
	    df_span_find(s, DF_SPAN("&")) == s.len)
		return s;
	while (s.len)
		buf_putc(&plain, take_character(&s));
	buf_free(&p->bare);
	p->bare = plain;
	return (struct df_span){ plain.p, plain.len };
}

/* Where "</pre>", "[/CODE]" or "<br />" at the end of @s begins; its length if none does. */
static size_t find_end_tag(struct df_span s)
{
	char last = s.len ? s.p[s.len - 1] : '\0';
	size_t at = s.len;
	struct df_span tag;

	if (last != '>' && last != ']')
		return s.len;
	while (at && s.len - at < MARKUP_MAX && s.p[at - 1] != (last == '>' ? '<' : '['))
		at--;
	tag = df_span_from(s, at);
	if (!at || (!df_take_char(&tag, '/') && !df_span_starts(tag, DF_SPAN("br"))))
		return s.len;
	return at - 1;
}

/* Without what follows where the line was cut out of a web page. */
static struct df_span without_markup(struct df_span s)
{
	struct df_span line = s;
	size_t end;

	if (line.len && line.p[line.len - 1] == '\r')
		line.len--;
	if (find_end_tag(line) == line.len)
		return s;
	while ((end = find_end_tag(line)) < line.len)
		line.len = end;
	return line;
}

/* The first line, as it was before somebody mailed or coloured it. */
static struct df_span undress(struct prefix *p, struct df_span s)
{
	s = without_markup(s);
	p->soft = false;
	if (df_span_starts(s, DF_SPAN("\033[")))
		return without_colour(p, s);
	return without_entities(p, prefix_decode(p, s));
}

/* "vm kernel: ", with the kernel's stamp or without: the date has been cut off */
static bool head_dateless(struct head *h)
{
	struct head found = *h;

	if (!take_host_and_kernel(&found) || !found.s.len)
		return false;
	*h = found;
	return true;
}

/* ... and what it has found there */
static bool head_grep(struct prefix *p, struct head *h)
{
	struct df_span name = h->s;
	struct head found = *h;

	if (!take_grep(&found.s) || !found.s.len)
		return false;
	name.len -= found.s.len;
	if (found.s.p[0] == '[') {
		/* A tag may stand there too: a path, a number, or what has a suffix is none. */
		if (!memchr(name.p, '/', name.len) && !memchr(name.p, '.', name.len) &&
		    !df_is_digit(name.p[0]))
			return false;
	} else if (!head_classic(p, &found) && !head_iso(p, &found) && !head_dateless(&found)) {
		return false;
	}
	*h = found;
	return true;
}

static void take_collector(struct prefix *p, struct head *h)
{
	char c = h->s.len ? h->s.p[0] : '\0';

	if (c == '<' && head_priority(p, h))
		return;
	/* The name of a month may begin with anything, that of a day is English. */
	if (c != '<' && c != '[' && !df_is_digit(c) && head_classic(p, h))
		return;
	if (df_is_upper(c) && (head_full(p, h) || head_event(h)))
		return;
	if (df_is_digit(c) && (head_iso(p, h) || head_unix(h) || head_classic(p, h) ||
			       head_columns(p, h) || head_clock(h) || head_event(h)))
		return;
	if (c == '[' && head_bracketed(p, h))
		return;
	if (c != '[' && (head_talos(p, h) || head_grep(p, h) || head_dateless(h)))
		return;
	take_tag(&h->s);
}

/* "message repeated 3 times: [ text]": rsyslog, of the line before. */
static void take_repeated(struct prefix *p, struct df_span *s)
{
	struct df_span at = *s;
	u32 times;

	if (!df_take(&at, DF_SPAN("message repeated ")) || !df_take_u32(&at, &times) ||
	    !df_take(&at, DF_SPAN(" times: [")))
		return;
	at = df_span_trim(at);
	if (!times || !at.len || at.p[at.len - 1] != ']')
		return;
	*s = df_span_trim(df_span_first(at, at.len - 1));
	p->repeated = times < REPEATED_MAX ? times : REPEATED_MAX;
}

/*
 * " <6>sd 5:0:0:0: ...": the message before had no newline, and the kernel took the
 * level of this one for text.  Anybody's message might hold that.
 */
static bool take_inner_level(struct df_span *s)
{
	struct df_span at = *s;

	skip_blanks(&at);
	if (at.len < 4 || at.p[0] != '<' || at.p[1] < '0' || at.p[1] > '7' || at.p[2] != '>')
		return false;
	*s = df_span_from(at, 3);
	return true;
}

/* "0:      swapper/0:    1", "pid:165,cpu1,mmcqd/0", "c0" */
static bool is_processor_and_task(struct df_span s)
{
	u32 number;
	size_t n;

	if (df_take_char(&s, 'c'))
		return df_take_u32(&s, &number) && !s.len;
	if (df_take(&s, DF_SPAN("pid:")))
		return df_take_u32(&s, &number) && df_take(&s, DF_SPAN(",cpu")) &&
		       df_take_u32(&s, &number) && df_take_char(&s, ',');
	if (!df_take_u32(&s, &number) || !df_take_char(&s, ':'))
		return false;
	/* The name of a task may hold colons: its number is behind the last. */
	for (n = s.len; n && df_is_digit(s.p[n - 1]); n--)
		;
	if (n == s.len)
		return false;
	while (n && s.p[n - 1] == ' ')
		n--;
	return n > 1 && s.p[n - 1] == ':';
}

/* The same between brackets, which some have a letter before, for the level. */
static bool take_bracketed_task(struct df_span *s)
{
	struct df_span at = *s;
	size_t end;

	skip_blanks(&at);
	if (at.len > 1 && df_is_upper(at.p[0]) && at.p[1] == '[')
		at = df_span_from(at, 1);
	if (!df_take_char(&at, '['))
		return false;
	end = df_span_find(df_span_first(at, PRINTER_MAX), DF_SPAN("]"));
	if (end >= PRINTER_MAX || end >= at.len || !is_processor_and_task(df_span_first(at, end)))
		return false;
	*s = df_span_from(at, end + 1);
	df_take_char(s, ' ');
	return true;
}

/*
 * ".(0)[165:mmcqd/0]", where a vendor's kernel says on which processor which task
 * printed the message that follows.  A user chooses the name of a task.
 */
static bool take_task(struct df_span *s)
{
	struct df_span at = *s;
	size_t end;
	u64 number;

	if (take_bracketed_task(s))
		return true;
	if (!df_take_char(&at, '.') && !df_take_char(&at, '-'))
		skip_blanks(&at);
	if (!df_take_char(&at, '(') || !df_take_hex(&at, &number) || !df_take(&at, DF_SPAN(")[")) ||
	    !df_take_dec(&at, &number) || !df_take_char(&at, ':'))
		return false;
	end = df_span_find(df_span_first(at, TASK_MAX), DF_SPAN("]"));
	if (end >= TASK_MAX || end >= at.len)
		return false;
	*s = df_span_from(at, end + 1);
	return true;
}

/* The same with a number before it that is no level, whatever it looks like. */
static bool take_numbered_task(struct df_span *s)
{
	struct df_span at = *s;

	if (!take_inner_level(&at) || !take_task(&at))
		return false;
	*s = at;
	return true;
}

/* What the outer parts said of the record, where the kernel did not say it. */
static void add_head(struct df_record *r, const struct head *h)
{
	bool own = r->flags & (DF_REC_MONO | DF_REC_LEVEL);

	if (h->has_wall) {
		r->wall_us = h->wall_us;
		r->flags |= DF_REC_WALL;
	}
	if (h->has_mono && !(r->flags & DF_REC_MONO)) {
		r->time_us = h->mono_us;
		r->flags |= DF_REC_MONO;
	}
	if (h->has_level && !(r->flags & DF_REC_LEVEL)) {
		r->level = h->level;
		r->facility = h->facility;
		r->flags |= DF_REC_LEVEL | DF_REC_FACILITY;
	}
	if (own || h->proven)
		r->flags |= DF_REC_VERIFIED;
}

/*
 * Lines below the first belong to the record if they are indented as far as its
 * text; dmesg and journalctl do that.  Old kernels left out the prefix of the
 * second line of libata's registers: nothing else begins like it.  Sets r->more.
 */
static void take_more(struct prefix *p, struct df_record *r, struct df_span lines, size_t width)
{
	p->more.len = 0;
	while (lines.len) {
		size_t len = df_span_find(lines, DF_SPAN("\n"));
		struct df_span line = df_span_first(lines, len);
		size_t indent = 0, skip = width;

		while (indent < line.len && df_is_blank(line.p[indent]))
			indent++;
		if (indent && prefix_is_result(df_span_from(line, indent)))
			skip = indent;
		if (skip && indent >= skip) {
			line = df_span_from(line, skip);
			buf_add(&p->more, line.p, line.len);
			buf_putc(&p->more, '\n');
		}
		lines = df_span_from(lines, len + 1);
	}
	r->more = (struct df_span){ p->more.p ? p->more.p : "", p->more.len };
}

bool prefix_parse(struct prefix *p, struct df_span bytes, struct df_record *r,
		  struct df_span *host)
{
	const char *nl = bytes.len ? memchr(bytes.p, '\n', bytes.len) : NULL;
	size_t first = nl ? (size_t)(nl - bytes.p) : bytes.len;
	struct head h = { .s = undress(p, df_span_first(bytes, first)) };
	const char *begin = h.s.p;
	bool inner_level = false, task = false;
	u64 ring_seq;

	*host = (struct df_span){ "", 0 };
	p->fragment.size = 0;
	p->repeated = 1;
	p->width = 0;
	r->wall_us = 0;
	take_quotes(&h.s);
	if (!h.s.len || df_is_blank(h.s.p[0]))
		return false;
	if (df_is_digit(h.s.p[0]) &&
	    prefix_parse_kmsg(p, df_span_from(bytes, (size_t)(h.s.p - begin)), r, &ring_seq))
		return true;
	take_collector(p, &h);
	take_repeated(p, &h.s);
	take_dmesg_stamp(p, &h);
	if (h.has_wall || h.has_mono)
		task = take_numbered_task(&h.s);
	df_line_parse(r, h.s);
	/* dmesg -x -T: the stamp stands behind the level */
	if ((r->flags & DF_REC_LEVEL) && !(r->flags & DF_REC_MONO)) {
		h.s = r->text;
		take_dmesg_stamp(p, &h);
		r->text = h.s;
	}
	/* where some part before it said when: else it may be the level itself */
	if (r->flags & DF_REC_MONO || h.has_wall || h.has_mono) {
		inner_level = take_inner_level(&r->text);
		task |= take_task(&r->text);
	}
	/* journalctl -o short-monotonic: the host comes behind the stamp */
	h.s = r->text;
	if (r->flags & DF_REC_MONO && !h.host.len && take_host_and_kernel(&h)) {
		u64 mono_us = r->time_us;

		task |= take_numbered_task(&h.s);
		df_line_parse(r, h.s);
		inner_level |= take_inner_level(&r->text);
		h.has_mono = true;
		h.mono_us = mono_us;
	}
	add_head(r, &h);
	if (inner_level || task)
		r->flags &= ~(u32)DF_REC_VERIFIED;
	p->width = (size_t)(r->text.p - begin);
	*host = h.host;
	r->more = (struct df_span){ "", 0 };
	if (nl)
		take_more(p, r, df_span_from(bytes, first + 1), (size_t)(r->text.p - begin));
	return true;
}

/* ---- /dev/kmsg ---- */

/* "\x0a" back into what it was. */
static struct df_span unescape(struct prefix *p, struct df_span s)
{
	if (!s.len || !memchr(s.p, '\\', s.len))
		return s;
	p->plain.len = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '\\' && i + 3 < s.len && s.p[i + 1] == 'x' &&
		    df_hex_value(s.p[i + 2]) >= 0 && df_hex_value(s.p[i + 3]) >= 0) {
			buf_putc(&p->plain, (char)(df_hex_value(s.p[i + 2]) << 4 |
						   df_hex_value(s.p[i + 3])));
			i += 3;
		} else {
			buf_putc(&p->plain, s.p[i]);
		}
	}
	return (struct df_span){ p->plain.p, p->plain.len };
}

/* "6.12.107," that netconsole may put in front. */
static void take_release(struct df_span *s)
{
	struct df_span at = *s;
	size_t n = 0;
	bool dotted = false;

	while (n < at.len && n < 64 && at.p[n] != ',' && at.p[n] != ';') {
		dotted |= at.p[n] == '.';
		n++;
	}
	if (dotted && n < at.len && at.p[n] == ',')
		*s = df_span_from(at, n + 1);
}

/*
 * The value of DEVICE in the dictionary, empty if there is none.  netconsole adds
 * " taskname=" behind it, and a name that any user may choose, newlines and all.
 */
static struct df_span device_of(struct prefix *p, struct df_span dictionary)
{
	while (dictionary.len) {
		size_t n = df_span_find(dictionary, DF_SPAN("\n"));
		struct df_span row = df_span_first(dictionary, n);

		if (df_span_starts(row, DF_SPAN(" taskname=")))
			break;
		if (df_take(&row, DF_SPAN(" DEVICE="))) {
			p->has_devices = true;
			return df_span_trim(row);
		}
		dictionary = df_span_from(dictionary, n + 1);
	}
	return DF_SPAN("");
}

/* "ncfrag=980/1500": netconsole has cut a long record into several. */
static bool is_fragment(struct df_span header, struct fragment *f)
{
	struct df_span at = df_span_from(header, df_span_find(header, DF_SPAN("ncfrag=")));

	return df_take(&at, DF_SPAN("ncfrag=")) && df_take_u32(&at, &f->at) &&
	       df_take_char(&at, '/') && df_take_u32(&at, &f->size);
}

/* Takes "6,1239,9436467326,-" and the fields that may follow. */
static bool take_kmsg_header(struct df_span *s, struct df_record *r, u64 *ring_seq,
			     struct df_span *fields)
{
	struct df_span at = *s;
	u64 priority, time;
	size_t n;

	take_release(&at);
	if (!df_take_dec(&at, &priority) || !df_take_char(&at, ',') ||
	    !df_take_dec(&at, ring_seq) || !df_take_char(&at, ',') ||
	    !df_take_dec(&at, &time) || !df_take_char(&at, ',') || priority > UINT16_MAX)
		return false;
	*fields = df_span_first(at, df_span_find(at, DF_SPAN("\n")));
	n = df_span_find(*fields, DF_SPAN(";"));
	if (n == fields->len)
		return false;
	*fields = df_span_first(*fields, n);
	*s = df_span_from(at, n + 1);
	r->time_us = time;
	r->wall_us = 0;
	r->facility = (u16)(priority >> 3);
	r->level = priority & 7;
	r->flags = DF_REC_MONO | DF_REC_LEVEL | DF_REC_FACILITY | DF_REC_VERIFIED;
	return true;
}

bool prefix_split_kmsg(struct df_span bytes, struct df_span *header, struct df_span *body)
{
	struct df_record ignored;
	struct df_span fields;
	u64 ring_seq;

	*body = bytes;
	if (!take_kmsg_header(body, &ignored, &ring_seq, &fields))
		return false;
	*header = df_span_first(bytes, df_span_find(bytes, DF_SPAN(",ncfrag=")));
	return header->len < bytes.len - body->len;
}

bool prefix_parse_kmsg(struct prefix *p, struct df_span bytes, struct df_record *r,
		       u64 *ring_seq)
{
	struct df_span text, fields, device;
	size_t nl;

	p->fragment.size = 0;
	if (!take_kmsg_header(&bytes, r, ring_seq, &fields))
		return false;
	nl = df_span_find(bytes, DF_SPAN("\n"));
	device = device_of(p, df_span_from(bytes, nl + 1));
	if (is_fragment(fields, &p->fragment)) {
		p->fragment.ring_seq = *ring_seq;
		/* The text is in the first, and whole if the dictionary has begun. */
		if (p->fragment.at || nl == bytes.len)
			r->flags |= DF_REC_CUT;
	}
	text = unescape(p, df_span_first(bytes, nl));
	nl = df_span_find(text, DF_SPAN("\n"));
	r->text = df_span_first(text, nl);
	while (r->text.len && df_is_blank(r->text.p[r->text.len - 1]))
		r->text.len--;
	r->more = df_span_from(text, nl + 1);
	if (p->has_devices && !proof_agrees(r->text, device))
		r->flags &= ~(u32)DF_REC_VERIFIED;
	return true;
}
