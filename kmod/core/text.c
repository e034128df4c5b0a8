// SPDX-License-Identifier: GPL-2.0
/* Spans of bytes: numbers, trimming, and copies that are safe to show. */
#include <diskfault/text.h>

struct df_span df_span_trim(struct df_span s)
{
	while (s.len && df_is_blank(s.p[0]))
		s = df_span_from(s, 1);
	while (s.len && df_is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

/* Bytes of a word, each the same. */
#define BYTES(b)	((size_t)-1 / 0xff * (unsigned char)(b))

/* A word at a time: memchr() of a kernel looks at one byte after the other. */
size_t df_span_find_char(struct df_span s, char c)
{
	size_t word, at = 0;

	for (; s.len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, s.p + at, sizeof(word));
		word ^= BYTES(c);
		if ((word - BYTES(1)) & ~word & BYTES(0x80))
			break;		/* one of them is zero now */
	}
	while (at < s.len && s.p[at] != c)
		at++;
	return at;
}

size_t df_span_find(struct df_span s, struct df_span needle)
{
	struct df_span rest = s;

	if (!needle.len)
		return 0;
	while (rest.len >= needle.len) {
		rest = df_span_from(rest, df_span_find_char(rest, needle.p[0]));
		if (df_span_starts(rest, needle))
			return rest.p - s.p;
		rest = df_span_from(rest, 1);
	}
	return s.len;
}

bool df_take_dec(struct df_span *s, u64 *value)
{
	const u64 most = ~(u64)0;
	u64 v = 0;
	size_t n;

	for (n = 0; n < s->len && df_is_digit(s->p[n]); n++) {
		u64 digit = s->p[n] - '0';

		/* most / 10 as a constant: 32-bit kernels cannot divide 64 bits */
		if (n >= 19 && (v > 1844674407370955161ULL || v * 10 > most - digit))
			return false;
		v = v * 10 + digit;
	}
	if (!n)
		return false;
	*value = v;
	*s = df_span_from(*s, n);
	return true;
}

bool df_take_hex(struct df_span *s, u64 *value)
{
	u64 v = 0;
	size_t n;

	for (n = 0; n < s->len && df_hex_value(s->p[n]) >= 0; n++) {
		if (v >> 60)
			return false;
		v = v << 4 | (u64)df_hex_value(s->p[n]);
	}
	if (!n)
		return false;
	*value = v;
	*s = df_span_from(*s, n);
	return true;
}

bool df_take_u32(struct df_span *s, u32 *value)
{
	struct df_span rest = *s;
	u64 v;

	if (!df_take_dec(&rest, &v) || v > 0xffffffffU)
		return false;
	*value = (u32)v;
	*s = rest;
	return true;
}

bool df_take(struct df_span *s, struct df_span literal)
{
	if (!df_span_starts(*s, literal))
		return false;
	*s = df_span_from(*s, literal.len);
	return true;
}

bool df_text_copy(char *to, size_t size, struct df_span s)
{
	static const char hex[] = "0123456789abcdef";
	size_t i, n = 0;

	for (i = 0; i < s.len; i++) {
		bool plain = df_is_print(s.p[i]) && s.p[i] != '\\';

		if (n + (plain ? 1 : 4) >= size)
			break;
		if (plain) {
			to[n++] = s.p[i];
			continue;
		}
		to[n++] = '\\';
		to[n++] = 'x';
		to[n++] = hex[(s.p[i] >> 4) & 0xf];
		to[n++] = hex[s.p[i] & 0xf];
	}
	to[n] = '\0';
	return i == s.len;
}

size_t df_text_dec(char *to, u64 value)
{
	/* Powers of ten by table: no 64-bit division here. */
	static const u64 power[] = {
		10000000000000000000ULL, 1000000000000000000ULL, 100000000000000000ULL,
		10000000000000000ULL, 1000000000000000ULL, 100000000000000ULL,
		10000000000000ULL, 1000000000000ULL, 100000000000ULL, 10000000000ULL,
		1000000000ULL, 100000000ULL, 10000000ULL, 1000000ULL, 100000ULL,
		10000ULL, 1000ULL, 100ULL, 10ULL, 1ULL,
	};
	size_t i, n = 0;

	for (i = 0; i < DF_COUNT(power); i++) {
		char digit = '0';

		while (value >= power[i]) {
			value -= power[i];
			digit++;
		}
		if (n || digit != '0' || i == DF_COUNT(power) - 1)
			to[n++] = digit;
	}
	to[n] = '\0';
	return n;
}
