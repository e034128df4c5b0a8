// SPDX-License-Identifier: GPL-2.0
/* Times as journalctl(1) takes them.  See when.h. */
#include <time.h>

#include "when.h"

#define SECOND_US	1000000LL
#define YEARS_MAX	10000	/* of a difference: more is a mistake */

/* In seconds; the longer word of two that begin alike stands first. */
static const struct {
	const char *word;
	s64 us;
} units[] = {
	{ "seconds", SECOND_US }, { "second", SECOND_US }, { "sec", SECOND_US },
	{ "minutes", 60 * SECOND_US }, { "minute", 60 * SECOND_US }, { "min", 60 * SECOND_US },
	{ "months", 2629800 * SECOND_US }, { "month", 2629800 * SECOND_US },
	{ "msec", 1000 }, { "ms", 1000 }, { "M", 2629800 * SECOND_US }, { "m", 60 * SECOND_US },
	{ "hours", 3600 * SECOND_US }, { "hour", 3600 * SECOND_US }, { "hr", 3600 * SECOND_US },
	{ "h", 3600 * SECOND_US }, { "days", 86400 * SECOND_US }, { "day", 86400 * SECOND_US },
	{ "d", 86400 * SECOND_US }, { "weeks", 604800 * SECOND_US },
	{ "week", 604800 * SECOND_US }, { "w", 604800 * SECOND_US },
	{ "years", 31557600 * SECOND_US }, { "year", 31557600 * SECOND_US },
	{ "y", 31557600 * SECOND_US }, { "usec", 1 }, { "us", 1 }, { "s", SECOND_US },
};

static void skip_blanks(struct df_span *s)
{
	while (s->len && df_is_blank(s->p[0]))
		*s = df_span_from(*s, 1);
}

static bool take_unit(struct df_span *s, s64 *us)
{
	for (size_t i = 0; i < DF_COUNT(units); i++) {
		if (df_take(s, df_span_of(units[i].word))) {
			*us = units[i].us;
			return true;
		}
	}
	return false;
}

/* "1h 30min"; a number alone is seconds. */
static bool take_length(struct df_span *s, s64 *us)
{
	const s64 most = YEARS_MAX * 31557600LL * SECOND_US;
	bool any = false;
	u64 n;

	*us = 0;
	for (skip_blanks(s); df_take_dec(s, &n); skip_blanks(s)) {
		s64 unit = SECOND_US;

		skip_blanks(s);
		take_unit(s, &unit);
		if (n > (u64)(most / unit))
			return false;
		*us += (s64)n * unit;
		if (*us > most)
			return false;
		any = true;
	}
	return any;
}

/* "-1h", "+2 days", "3 hours ago" */
static bool parse_relative(struct df_span s, s64 now_us, s64 *us)
{
	bool minus = df_take_char(&s, '-');
	bool plus = !minus && df_take_char(&s, '+');
	s64 length;

	if (!take_length(&s, &length))
		return false;
	if (!minus && !plus)
		minus = df_take(&s, DF_SPAN("ago"));
	skip_blanks(&s);
	if (s.len || (!minus && !plus))
		return false;
	*us = minus ? now_us - length : now_us + length;
	return true;
}

/* One number of a date, of at most @digits digits. */
static bool take_part(struct df_span *s, size_t digits, int *part)
{
	size_t before = s->len;
	struct df_span at = *s;
	u32 n;

	if (!df_take_u32(&at, &n) || before - at.len > digits)
		return false;
	*part = (int)n;
	*s = at;
	return true;
}

/* "18:00", "18:00:30", "18:00:30.25" */
static bool take_clock(struct df_span *s, struct tm *tm, s64 *fraction_us)
{
	struct df_span at = *s;
	s64 scale = SECOND_US / 10;

	if (!take_part(&at, 2, &tm->tm_hour) || !df_take_char(&at, ':') ||
	    !take_part(&at, 2, &tm->tm_min))
		return false;
	if (df_take_char(&at, ':') && !take_part(&at, 2, &tm->tm_sec))
		return false;
	if (tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec > 60)
		return false;
	if (df_take_char(&at, '.'))
		for (; at.len && df_is_digit(at.p[0]); at = df_span_from(at, 1), scale /= 10)
			*fraction_us += (at.p[0] - '0') * scale;
	*s = at;
	return true;
}

static bool take_date(struct df_span *s, struct tm *tm)
{
	struct df_span at = *s;

	if (!take_part(&at, 4, &tm->tm_year) || !df_take_char(&at, '-') ||
	    !take_part(&at, 2, &tm->tm_mon) || !df_take_char(&at, '-') ||
	    !take_part(&at, 2, &tm->tm_mday))
		return false;
	if (tm->tm_year < 1970 || tm->tm_mon < 1 || tm->tm_mon > 12 || tm->tm_mday < 1 ||
	    tm->tm_mday > 31)
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	*s = at;
	return true;
}

/* "UTC", "Z", "+01:00", or nothing: then it is the local zone's. */
static bool take_zone(struct df_span *s, bool *local, s64 *east_us)
{
	int hours = 0, minutes = 0;
	s64 sign;

	skip_blanks(s);
	*local = !s->len;
	*east_us = 0;
	if (!s->len || df_take(s, DF_SPAN("UTC")) || df_take_char(s, 'Z'))
		return true;
	sign = df_take_char(s, '-') ? -1 : 1;
	if (sign > 0 && !df_take_char(s, '+'))
		return false;
	if (!take_part(s, 2, &hours))
		return false;
	df_take_char(s, ':');
	if (s->len && !take_part(s, 2, &minutes))
		return false;
	*east_us = sign * (hours * 3600 + minutes * 60) * SECOND_US;
	return true;
}

static bool parse_date(struct df_span s, const struct tm *today, s64 *us)
{
	struct tm tm = { .tm_isdst = -1 };
	bool has_date = take_date(&s, &tm), local;
	s64 fraction_us = 0, east_us;
	time_t seconds;

	if (!has_date) {
		tm.tm_year = today->tm_year;
		tm.tm_mon = today->tm_mon;
		tm.tm_mday = today->tm_mday;
	} else if (!df_take_char(&s, 'T')) {
		skip_blanks(&s);
	}
	if (!take_clock(&s, &tm, &fraction_us) && !has_date)
		return false;
	if (!take_zone(&s, &local, &east_us) || s.len)
		return false;
	seconds = local ? mktime(&tm) : timegm(&tm);
	*us = (s64)seconds * SECOND_US + fraction_us - east_us;
	return true;
}

/* Midnight of a day that is @days from today. */
static s64 midnight(const struct tm *today, int days)
{
	struct tm tm = { .tm_year = today->tm_year, .tm_mon = today->tm_mon,
			 .tm_mday = today->tm_mday + days, .tm_isdst = -1 };

	return (s64)mktime(&tm) * SECOND_US;
}

static bool parse_unix(struct df_span s, s64 *us)
{
	s64 scale = SECOND_US / 10;
	u64 seconds;

	if (!df_take_char(&s, '@') || !df_take_dec(&s, &seconds) || seconds > 99999999999ULL)
		return false;
	*us = (s64)seconds * SECOND_US;
	if (df_take_char(&s, '.'))
		for (; s.len && df_is_digit(s.p[0]); s = df_span_from(s, 1), scale /= 10)
			*us += (s.p[0] - '0') * scale;
	return !s.len;
}

bool when_parse(const char *text, s64 now_us, s64 *us)
{
	static const struct {
		const char *word;
		int days;
	} words[] = { { "yesterday", -1 }, { "today", 0 }, { "tomorrow", 1 } };
	struct df_span s = df_span_trim(df_span_of(text));
	time_t now = now_us / SECOND_US;
	struct tm today;

	localtime_r(&now, &today);
	if (df_span_equal(s, DF_SPAN("now"))) {
		*us = now_us;
		return true;
	}
	for (size_t i = 0; i < DF_COUNT(words); i++) {
		if (df_span_equal(s, df_span_of(words[i].word))) {
			*us = midnight(&today, words[i].days);
			return true;
		}
	}
	return parse_unix(s, us) || parse_date(s, &today, us) || parse_relative(s, now_us, us);
}
