// SPDX-License-Identifier: GPL-2.0
/* One record of a kernel log: the prefix taken apart. */
#include <diskfault/line.h>

static const char *const level_words[] = {
	"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug",
};

/* In the order of their numbers; dmesg -x prints these. */
static const char *const facility_words[] = {
	"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news",
	"uucp", "cron", "authpriv", "ftp",
};

/* "<30>": facility * 8 + level, as syslog(2) and kmsg_dump give it. */
static void take_priority(struct df_span *s, struct df_record *r)
{
	struct df_span at = *s;
	u32 n;

	if (!df_take_char(&at, '<') || !df_take_u32(&at, &n) || !df_take_char(&at, '>'))
		return;
	r->facility = (u16)(n >> 3);
	r->level = n & 7;
	r->flags |= DF_REC_LEVEL | DF_REC_FACILITY;
	*s = at;
}

static bool take_word(struct df_span *s, const char *const words[], size_t n, size_t *which)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct df_span at = *s;

		if (!df_take(&at, df_span_of(words[i])))
			continue;
		while (df_take_char(&at, ' '))
			;
		if (!df_take_char(&at, ':'))
			continue;
		*which = i;
		*s = at;
		return true;
	}
	return false;
}

/* "kern  :alert : ", as dmesg -x pads it. */
static void take_words(struct df_span *s, struct df_record *r)
{
	struct df_span at = *s;
	size_t facility, level;

	if (!take_word(&at, facility_words, DF_COUNT(facility_words), &facility))
		return;
	while (df_take_char(&at, ' '))
		;
	if (!take_word(&at, level_words, DF_COUNT(level_words), &level))
		return;
	df_take_char(&at, ' ');
	r->facility = (u16)facility;
	r->level = (u8)level;
	r->flags |= DF_REC_LEVEL | DF_REC_FACILITY;
	*s = at;
}

/* "[   12.345678] ": seconds since boot, six digits of fraction. */
static bool take_stamp(struct df_span *s, struct df_record *r)
{
	struct df_span at = *s;
	u64 seconds, fraction;
	size_t before;

	if (!df_take_char(&at, '['))
		return false;
	while (df_take_char(&at, ' '))
		;
	if (!df_take_dec(&at, &seconds) || !df_take_char(&at, '.'))
		return false;
	before = at.len;
	if (!df_take_dec(&at, &fraction) || before - at.len != 6 || !df_take_char(&at, ']'))
		return false;
	/* Ten thousand years of uptime are not a stamp. */
	if (seconds > 300000000000ULL)
		return false;
	df_take_char(&at, ' ');
	r->time_us = seconds * 1000000 + fraction;
	r->flags |= DF_REC_MONO;
	*s = at;
	return true;
}

/* "[ T123] " or "[   C3] ": thread or CPU that printed (CONFIG_PRINTK_CALLER). */
static void take_caller(struct df_span *s)
{
	struct df_span at = *s;
	u32 n;

	if (!df_take_char(&at, '['))
		return;
	while (df_take_char(&at, ' '))
		;
	if (!df_take_char(&at, 'T') && !df_take_char(&at, 'C'))
		return;
	if (!df_take_u32(&at, &n) || !df_take_char(&at, ']'))
		return;
	df_take_char(&at, ' ');
	*s = at;
}

static void take_prefix(struct df_span *s, struct df_record *r)
{
	take_priority(s, r);
	if (!(r->flags & DF_REC_LEVEL))
		take_words(s, r);
	if (take_stamp(s, r))
		take_caller(s);
}

static struct df_span cut_line(struct df_span *rest)
{
	struct df_span line = *rest;
	size_t n = df_span_find_char(line, '\n');

	*rest = df_span_from(*rest, n + 1);
	return df_span_first(line, n);
}

/*
 * Blanks at the end are in the real formats and get lost on the way; blanks at
 * the start mean something (" sda: sda1", a continuation row) and stay.
 */
static struct df_span without_tail(struct df_span s)
{
	while (s.len && (df_is_blank(s.p[s.len - 1]) || s.p[s.len - 1] == '\n'))
		s.len--;
	return s;
}

void df_line_parse(struct df_record *r, struct df_span bytes)
{
	struct df_span line;

	r->flags = 0;
	r->time_us = 0;
	r->facility = 0;
	r->level = 0;
	r->more = without_tail(bytes);
	line = cut_line(&r->more);
	take_prefix(&line, r);
	r->text = without_tail(line);
}

bool df_line_more(struct df_span *more, struct df_span *text)
{
	struct df_record scratch = { 0 };
	struct df_span line;

	if (!more->len)
		return false;
	line = cut_line(more);
	take_prefix(&line, &scratch);
	*text = without_tail(line);
	return true;
}
