/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Spans of bytes: a start and a length, never a terminator.  Everything that
 * comes from a log, a disk or a user is one.  ASCII only, no locale.
 * Context: any; nothing here sleeps or allocates.
 */
#ifndef DISKFAULT_TEXT_H
#define DISKFAULT_TEXT_H

#include <diskfault/platform.h>

struct df_span {
	const char *p;
	size_t len;
};

#define DF_SPAN(literal)	((struct df_span){ (literal), sizeof(literal) - 1 })

static inline bool df_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool df_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool df_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool df_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* May stand in a sysfs file, a table or a terminal as it is. */
static inline bool df_is_print(char c)
{
	return c >= 0x20 && c < 0x7f;
}

static inline int df_hex_value(char c)
{
	if (df_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static inline struct df_span df_span_from(struct df_span s, size_t n)
{
	if (n > s.len)
		n = s.len;
	s.p += n;
	s.len -= n;
	return s;
}

static inline struct df_span df_span_first(struct df_span s, size_t n)
{
	if (n < s.len)
		s.len = n;
	return s;
}

static inline bool df_span_equal(struct df_span a, struct df_span b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* (most differ in their first byte, which takes no call to see) */
static inline bool df_span_starts(struct df_span s, struct df_span head)
{
	return s.len >= head.len && (!head.len || s.p[0] == head.p[0]) &&
	       memcmp(s.p, head.p, head.len) == 0;
}

/* Without blanks at either end. */
struct df_span df_span_trim(struct df_span s);

/* Where @c, or @needle, first stands in @s, or s.len. */
size_t df_span_find_char(struct df_span s, char c);
size_t df_span_find(struct df_span s, struct df_span needle);

/*
 * Takes a number off the front of *@s.  Decimal numbers have one to twenty
 * digits, hexadecimal ones (no 0x) one to sixteen; a number that does not fit
 * 64 bits is not a number.  Returns true and moves *@s on, or leaves it alone.
 */
bool df_take_dec(struct df_span *s, u64 *value);
bool df_take_hex(struct df_span *s, u64 *value);
bool df_take_u32(struct df_span *s, u32 *value);
bool df_take(struct df_span *s, struct df_span literal);

static inline bool df_take_char(struct df_span *s, char c)
{
	if (!s->len || s->p[0] != c)
		return false;
	*s = df_span_from(*s, 1);
	return true;
}

/*
 * Copies @s to @to (@size bytes, always terminated), bytes that do not print
 * and the backslash as \xHH.  An escape is never cut in two.  Returns false if
 * something had to be left out.
 */
bool df_text_copy(char *to, size_t size, struct df_span s);

/* Writes @value in decimal at @to (21 bytes at least); returns its length. */
size_t df_text_dec(char *to, u64 value);

/* strlen() for a terminated array, as a span. */
static inline struct df_span df_span_of(const char *terminated)
{
	struct df_span s;

	s.p = terminated;
	s.len = strlen(terminated);
	return s;
}

#endif
